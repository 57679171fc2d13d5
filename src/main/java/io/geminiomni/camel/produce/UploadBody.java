package io.geminiomni.camel.produce;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.transform.Source;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Node;

/**
 * The body of an exchange as a file to upload. A stream of unknown length is copied to a temporary file, as the length is
 * checked before the upload.
 */
public final class UploadBody implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadBody.class);
    private static final String FILE_BYTES_OR_STREAM = "a file, bytes or a stream";
    private static final int LONGEST_NAME = 200;
    private static final int SHOWN = 60;

    private final @Nullable String name;
    private final List<Violation> violations = new ArrayList<>();
    private long length;
    private FileToUpload.Content content = InputStream::nullInputStream;
    private @Nullable Path temporary;

    private UploadBody(@Nullable String name) {
        this.name = name;
    }

    public static UploadBody of(Exchange exchange) {
        Object body = exchange.getIn().getBody();
        UploadBody upload = new UploadBody(name(exchange, body));
        upload.checkName();
        try {
            upload.take(body, exchange);
        } catch (IOException e) {
            upload.unreadable(e);
        } catch (RuntimeException | Error e) {
            upload.close();
            throw e;
        }
        return upload;
    }

    /** The same for an image. */
    static UploadBody image(Exchange exchange) {
        UploadBody upload = of(exchange);
        Object body = exchange.getIn().getBody();
        if (isText(body)) {
            upload.violate(
                    "a " + body.getClass().getSimpleName() + ", which is text",
                    "the file, the bytes or a stream of an image with bodyFormat=image",
                    "set the prompt in the header CamelGeminiOmniPrompt or the option prompt");
        }
        String type =
                upload.name == null ? "" : FileToUpload.typeOf(upload.name).orElse("");
        if (!type.isEmpty() && !type.startsWith("image/")) {
            upload.violations.add(new Violation(
                    Exchange.FILE_NAME,
                    "a file of type " + type,
                    "an image with bodyFormat=image",
                    "upload it with operation=upload and set videoUrls or imageUrls to its URL"));
        }
        return upload;
    }

    private static boolean isText(@Nullable Object body) {
        return body instanceof CharSequence
                || body instanceof char[]
                || body instanceof Reader
                || body instanceof JsonNode
                || body instanceof Node
                || body instanceof Source;
    }

    /** All that is wrong with it; empty if it can be uploaded. */
    List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** @throws InvalidVideoRequestException if it cannot be uploaded */
    public FileToUpload file() {
        if (!violations.isEmpty()) {
            throw new InvalidVideoRequestException(violations);
        }
        String safe = name == null ? "" : name;
        return new FileToUpload(safe, FileToUpload.typeOf(safe).orElse(""), length, content);
    }

    String hash() {
        try (InputStream in = content.open()) {
            return Sha256.of(in);
        } catch (IOException e) {
            unreadable(e);
            throw new InvalidVideoRequestException(violations);
        }
    }

    @Override
    public void close() {
        if (temporary != null) {
            try {
                Files.deleteIfExists(temporary);
                temporary = null;
            } catch (IOException e) {
                LOG.warn("The temporary file {} could not be deleted", temporary, e);
            }
        }
    }

    /** Without the path, which may come from another program. */
    private static @Nullable String name(Exchange exchange, @Nullable Object body) {
        String name = exchange.getIn().getHeader(Exchange.FILE_NAME, String.class);
        if (name == null || name.isBlank()) {
            File file = file(body);
            name = file == null ? null : file.getName();
        }
        if (name == null) {
            return null;
        }
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder();
        last.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '_' : c)
                .forEach(safe::appendCodePoint);
        String whole = safe.toString().strip();
        return whole.length() <= LONGEST_NAME ? whole : whole.substring(whole.length() - LONGEST_NAME);
    }

    private static @Nullable File file(@Nullable Object body) {
        if (body instanceof Path path) {
            return path.toFile();
        }
        Object inner = body instanceof WrappedFile<?> wrapped ? wrapped.getFile() : body;
        return inner instanceof File file ? file : null;
    }

    private void checkName() {
        if (name == null || name.isEmpty()) {
            violations.add(new Violation(
                    Exchange.FILE_NAME,
                    "nothing",
                    "the name of the file",
                    "its extension gives the type: " + FileToUpload.EXTENSIONS));
        } else if (FileToUpload.typeOf(name).isEmpty()) {
            String shown = name.length() <= SHOWN ? name : "…" + name.substring(name.length() - SHOWN);
            violations.add(
                    new Violation(Exchange.FILE_NAME, shown, "a name with a known extension", FileToUpload.EXTENSIONS));
        }
    }

    private void take(@Nullable Object body, Exchange exchange) throws IOException {
        File file = file(body);
        if (file != null) {
            content(Files.size(file.toPath()), () -> Files.newInputStream(file.toPath()));
        } else if (body instanceof URL) {
            violate(
                    "a java.net.URL, which is never opened",
                    FILE_BYTES_OR_STREAM,
                    "fetch the file in a step before this one, or set imageUrls or videoUrls to its URL");
        } else if (body instanceof byte[] bytes) {
            content(bytes.length, () -> new ByteArrayInputStream(bytes));
        } else if (body instanceof StreamCache cache && cache instanceof InputStream stream && cache.length() > 0) {
            content(cache.length(), () -> again(cache, stream));
        } else if (body != null) {
            keep(body, exchange);
        } else {
            content(0, InputStream::nullInputStream);
        }
    }

    /** The cached stream from its start. A close resets it, because the exchange owns it. */
    private static InputStream again(StreamCache cache, InputStream stream) {
        cache.reset();
        return new FilterInputStream(stream) {
            @Override
            public void close() {
                cache.reset();
            }
        };
    }

    private void keep(Object body, Exchange exchange) throws IOException {
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        InputStream stream = Optional.ofNullable(
                        exchange.getContext().getTypeConverter().tryConvertTo(InputStream.class, exchange, body))
                .orElse(null);
        if (stream == null) {
            violate("a " + body.getClass().getSimpleName(), FILE_BYTES_OR_STREAM, "convert it before this step");
            return;
        }
        Path copy = Files.createTempFile("gemini-omni", ".upload");
        temporary = copy;
        long copied = 0;
        try (InputStream in = stream;
                OutputStream out = Files.newOutputStream(copy)) {
            byte[] buffer = new byte[64 * 1024];
            int count;
            while (copied <= FileToUpload.MAX_LENGTH && (count = in.read(buffer)) >= 0) {
                out.write(buffer, 0, count);
                copied += count;
            }
        }
        content(copied, () -> Files.newInputStream(copy));
    }

    private void content(long bytes, FileToUpload.Content opened) {
        length = bytes;
        content = opened;
        if (bytes == 0) {
            violate("nothing", "a file of 1 byte to 100 MB", "a stream that was read before must be cached");
        } else if (bytes > FileToUpload.MAX_LENGTH) {
            violate("more than 100 MB", "a file of at most 100 MB", "");
        }
    }

    private void unreadable(IOException e) {
        violate("a body that cannot be read", FILE_BYTES_OR_STREAM, e.getClass().getSimpleName());
    }

    private void violate(String found, String allowed, String hint) {
        violations.add(new Violation("body", found, allowed, hint));
    }
}
