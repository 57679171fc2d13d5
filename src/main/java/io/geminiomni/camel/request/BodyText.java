package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.transform.Source;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Node;

/**
 * Reads the text of a body of any type that has text, without its byte order mark. It stops reading when the limit is exceeded,
 * so that a large file that was sent by mistake does not exhaust the memory.
 */
public final class BodyText {
    private static final int BUFFER = 8_192;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final long limit;

    /** @param limit in bytes of UTF-8 */
    public BodyText(long limit) {
        this.limit = limit;
    }

    /**
     * The text, or null if the body is of a type that has no text. A stream of the exchange is not closed.
     */
    public @Nullable String read(Object body, Exchange exchange) throws UnreadableBodyException {
        try {
            return readAny(body, exchange);
        } catch (IOException e) {
            throw new UnreadableBodyException(
                    "a " + kind(body) + " that cannot be read",
                    "readable text",
                    e.getClass().getSimpleName());
        }
    }

    private static String kind(Object body) {
        return SafeText.text(body.getClass().getSimpleName(), 30);
    }

    private @Nullable String readAny(Object body, Exchange exchange) throws IOException, UnreadableBodyException {
        if (body instanceof CharSequence text) {
            return within(text);
        }
        if (body instanceof char[] chars) {
            return within(CharBuffer.wrap(chars));
        }
        if (body instanceof byte[] bytes) {
            return decode(ByteBuffer.wrap(bytes));
        }
        if (body instanceof ByteBuffer bytes) {
            return decode(bytes.duplicate());
        }
        if (body instanceof InputStream stream) {
            return readStream(stream);
        }
        if (body instanceof Reader reader) {
            return readChars(reader);
        }
        if (body instanceof StreamCache cache) {
            return readCache(cache);
        }
        if (body instanceof File file) {
            return readFile(file.toPath());
        }
        if (body instanceof Path path) {
            return readFile(path);
        }
        if (body instanceof JsonNode json) {
            return within(json.isTextual() ? json.textValue() : json.toString());
        }
        return hasNoText(body) ? null : readConverted(body, exchange);
    }

    /** Camel would open a URL, and write XML as text: a URL is not the content behind it, and XML is no prompt. */
    private static boolean hasNoText(Object body) {
        return body instanceof Number
                || body instanceof Boolean
                || body instanceof URL
                || body instanceof Node
                || body instanceof Source;
    }

    private String within(CharSequence text) throws UnreadableBodyException {
        CharSequence unmarked = Text.withoutByteOrderMark(text);
        if (Text.utf8LengthUpTo(unmarked, limit) > limit) {
            throw UnreadableBodyException.tooLarge(limit);
        }
        return unmarked.toString();
    }

    private String decode(ByteBuffer bytes) throws UnreadableBodyException {
        Encoding encoding = Encoding.of(bytes);
        if (bytes.remaining() > encoding.mostBytes(limit)) {
            throw UnreadableBodyException.tooLarge(limit);
        }
        return within(encoding.decode(bytes));
    }

    private String readStream(InputStream stream) throws IOException, UnreadableBodyException {
        byte[] head = stream.readNBytes(Encoding.LONGEST_MARK);
        long most = Math.min(Encoding.of(ByteBuffer.wrap(head)).mostBytes(limit), LARGEST_ARRAY);
        byte[] rest = stream.readNBytes((int) Math.max(0, most + 1 - head.length));
        return decode(ByteBuffer.allocate(head.length + rest.length)
                .put(head)
                .put(rest)
                .flip());
    }

    private String readFile(Path path) throws IOException, UnreadableBodyException {
        try (InputStream stream = Files.newInputStream(path)) {
            return readStream(stream);
        }
    }

    private String readChars(Reader reader) throws IOException, UnreadableBodyException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[BUFFER];
        long most = limit;
        long bytes = 0;
        int count;
        while ((count = reader.read(buffer, 0, (int) Math.min(BUFFER - 1, most - bytes) + 1)) >= 0) {
            text.append(buffer, 0, count);
            if (bytes == 0 && Text.withoutByteOrderMark(text).length() < text.length()) {
                most = Encoding.MARKED_UTF_8.mostBytes(limit);
            }
            bytes += Text.utf8LengthUpTo(CharBuffer.wrap(buffer, 0, count), Long.MAX_VALUE);
            if (bytes > most) {
                throw UnreadableBodyException.tooLarge(limit);
            }
        }
        return within(text);
    }

    private String readCache(StreamCache cache) throws IOException, UnreadableBodyException {
        Bounded bytes = new Bounded(Encoding.UTF_16LE.mostBytes(limit));
        try {
            cache.writeTo(bytes);
        } catch (LimitPassedException e) {
            throw UnreadableBodyException.tooLarge(limit);
        }
        return decode(ByteBuffer.wrap(bytes.toByteArray()));
    }

    /** Types that Camel converts to a stream, such as files of the file and FTP components. */
    private @Nullable String readConverted(Object body, Exchange exchange) throws IOException, UnreadableBodyException {
        try (InputStream stream =
                exchange.getContext().getTypeConverter().tryConvertTo(InputStream.class, exchange, body)) {
            if (stream != null) {
                return readStream(stream);
            }
        }
        if (body instanceof WrappedFile) {
            throw new IOException("Camel cannot open the file");
        }
        return null;
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long limit;

        Bounded(long limit) {
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int from, int length) throws IOException {
            if (length > limit - bytes.size()) {
                throw new LimitPassedException();
            }
            bytes.write(data, from, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }

    private static final class LimitPassedException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
