package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.RequestHead.BadRequestException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client sends on one connection, request after request. Memory is taken for what has come, not for what a head
 * announces, and of a body no more than {@link #MAX_BODY} bytes are read.
 */
final class RequestInput {

    /** Somewhat more than any call takes, so that a client that sends too much gets an answer that says so. */
    static final long MAX_BODY = Uploads.MAX_SIZE + 1024L * 1024;

    /** With what a TLS client begins to speak, and no HTTP client does. */
    private static final int TLS_HANDSHAKE = 0x16;

    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_CHUNK_LINE = 1024;
    private static final int BUFFER = 16 * 1024;
    private static final String GONE = "The client went away in the middle of its request";
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(;.*)?");

    private final InputStream in;
    private boolean whole = true;

    RequestInput(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /**
     * The body of a request.
     *
     * @param bytes what was kept of it
     * @param length its whole length, as far as it was announced or read
     */
    record Body(byte[] bytes, long length) {}

    /** Whether the last request was read to its end, so that the next one can be read. */
    boolean isWhole() {
        return whole;
    }

    /** Whether the client speaks TLS: it waits for an answer then, and sends no line that would end. */
    boolean speaksTls() throws IOException {
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == TLS_HANDSHAKE;
    }

    /** The lines of the next request's head; none at the end of the connection. */
    List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        int left = MAX_HEAD;
        while (true) {
            String line = readLine(left);
            left -= line.length();
            if (line.isEmpty()) {
                return lines;
            }
            lines.add(line);
        }
    }

    /** Reads a body to its end, or as far as bodies are read, and keeps its first {@code limit} bytes. */
    Body readBody(RequestHead head, int limit) throws IOException {
        if (isChunked(head)) {
            return readChunks(limit);
        }
        long length = announced(head);
        return new Body(fits(length) ? read(length, limit) : new byte[0], length);
    }

    /** Reads half of a body. */
    void readHalf(RequestHead head) throws IOException {
        long half = isChunked(head) ? 1 : announced(head) / 2;
        skip(Math.min(half, MAX_BODY));
    }

    /** Reads whatever still comes, until the client ends the connection. */
    void readToTheEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static boolean isChunked(RequestHead head) {
        return head.headerHas("Transfer-Encoding", "chunked");
    }

    private static long announced(RequestHead head) throws BadRequestException {
        String length = head.header("Content-Length");
        if (length == null) {
            return 0;
        }
        if (!LENGTH.matcher(length).matches()) {
            throw new BadRequestException("not a length: " + length);
        }
        return Long.parseLong(length);
    }

    private boolean fits(long length) {
        whole = length <= MAX_BODY;
        return whole;
    }

    private Body readChunks(int limit) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long total = 0;
        while (true) {
            long size = chunkSize(readLine(MAX_CHUNK_LINE));
            total += size;
            if (size == 0) {
                readHead(); // trailer fields, which mean nothing here
            }
            if (size == 0 || !fits(total)) {
                return new Body(kept.toByteArray(), total);
            }
            kept.writeBytes(read(size, limit - kept.size()));
            readLine(MAX_CHUNK_LINE);
        }
    }

    private static long chunkSize(String line) throws BadRequestException {
        Matcher chunk = CHUNK.matcher(line);
        if (!chunk.matches()) {
            throw new BadRequestException("not the size of a chunk: " + line);
        }
        return Long.parseLong(chunk.group(1), 16);
    }

    /** The first {@code limit} of so many bytes, all of which are read. */
    private byte[] read(long length, int limit) throws IOException {
        int wanted = (int) Math.min(length, limit);
        byte[] kept = in.readNBytes(wanted);
        if (kept.length < wanted) {
            throw new EOFException(GONE);
        }
        skip(length - wanted);
        return kept;
    }

    private void skip(long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException(GONE);
            }
            left -= read;
        }
    }

    private String readLine(int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (line.size() > limit) {
                throw new BadRequestException("the head of the request is too long");
            }
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
