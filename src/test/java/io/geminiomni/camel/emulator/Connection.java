package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.Delivery.Breach;
import io.geminiomni.camel.emulator.RequestHead.BadRequestException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection of a client, kept alive from request to request: reads what it sends and breaks what is to break. */
final class Connection {

    private static final int MAX_HEAD = 64 * 1024;

    private final HttpServer server;
    private final Socket socket;
    private final long number;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int requests;

    Connection(HttpServer server, Socket socket, long number, Duration idleTimeout) throws IOException {
        this.server = server;
        this.socket = socket;
        this.number = number;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) idleTimeout.toMillis());
        this.in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.out = socket.getOutputStream();
    }

    /** Which of the server's connections this is, from 1. */
    long number() {
        return number;
    }

    /** How many requests came on it, the present one included. */
    int requests() {
        return requests;
    }

    /** Answers requests until the connection ends. */
    void serve(HttpServer.Handler handler) {
        try {
            while (isOpen()) {
                List<String> lines = readHead();
                if (lines.isEmpty()) {
                    return;
                }
                RequestHead head = RequestHead.parse(lines);
                requests++;
                handler.handle(this, head);
                if (head.headerHas("Connection", "close")) {
                    return;
                }
            }
        } catch (BadRequestException e) {
            sendQuietly(Answer.text(400, "text/plain; charset=utf-8", e.getMessage()));
        } catch (IOException e) {
            // The client is gone, idled for too long, or was cut off: there is nobody left to tell.
            return;
        } catch (RuntimeException e) {
            // A scripted rule that throws must not look like a fault of the network.
            sendQuietly(Answer.text(500, "text/plain; charset=utf-8", e.toString()));
            throw e;
        } finally {
            close();
        }
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    /** Reads the body of a request; of a longer one than {@code limit}, only that much is kept. */
    Body readBody(RequestHead head, int limit) throws IOException {
        long length = announceBody(head);
        ByteArrayOutputStream kept = new ByteArrayOutputStream((int) Math.min(Math.max(length, 0), limit));
        long total = length == CHUNKED ? readChunks(kept, limit) : copy(length, kept, limit);
        return new Body(kept.toByteArray(), total);
    }

    /** Reads half of the body of a request, then resets the connection. */
    void resetInBody(RequestHead head) throws IOException {
        long length = announceBody(head);
        copy(length == CHUNKED ? 1 : length / 2, OutputStream.nullOutputStream(), 0);
        reset();
    }

    /** Sends an answer as told. */
    void send(RequestHead head, Answer answer, Delivery delivery) throws IOException {
        pause(delivery.delay());
        switch (delivery.breach()) {
            case RESET_BEFORE_BODY, RESET_IN_REQUEST, RESET_AFTER_REQUEST -> reset();
            case CLOSE_AFTER_REQUEST -> close();
            case HANG -> hang();
            default -> write(head, answer, delivery);
        }
    }

    /** Ends the connection with a reset: the client sees an error, not an end. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already, by the client
            return;
        } finally {
            close();
        }
    }

    /** Ends the connection in an orderly way. */
    void close() {
        closed.countDown();
        server.ended(this);
        try {
            socket.close();
        } catch (IOException e) {
            // it is as closed as it can be
            return;
        }
    }

    /**
     * The body of a request.
     *
     * @param bytes what was kept of it
     * @param length its whole length
     */
    record Body(byte[] bytes, long length) {}

    private static final long CHUNKED = -1;

    private long announceBody(RequestHead head) throws IOException {
        if (head.headerHas("Expect", "100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (head.headerHas("Transfer-Encoding", "chunked")) {
            return CHUNKED;
        }
        String length = head.header("Content-Length");
        try {
            return length == null ? 0 : Long.parseUnsignedLong(length);
        } catch (NumberFormatException e) {
            throw new IOException("Content-Length: " + length, e);
        }
    }

    private long readChunks(OutputStream kept, int limit) throws IOException {
        long total = 0;
        while (true) {
            String line = readLine();
            long size = chunkSize(line);
            if (size == 0) {
                while (!readLine().isEmpty()) {
                    // a trailer field, which means nothing here
                    continue;
                }
                return total;
            }
            copy(size, kept, (int) Math.max(0, limit - total));
            total += size;
            readLine();
        }
    }

    private static long chunkSize(String line) throws IOException {
        try {
            return Long.parseUnsignedLong(line.split(";")[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("Not the size of a chunk: " + line, e);
        }
    }

    private long copy(long length, OutputStream kept, int limit) throws IOException {
        byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(1, length))];
        long done = 0;
        while (done < length) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, length - done));
            if (read < 0) {
                throw new EOFException("The client went away in the middle of its request");
            }
            kept.write(buffer, 0, (int) Math.min(read, Math.max(0, limit - done)));
            done += read;
        }
        return done;
    }

    private List<String> readHead() throws IOException, BadRequestException {
        List<String> lines = new ArrayList<>();
        int size = 0;
        while (true) {
            String line = readLine();
            size += line.length();
            if (size > MAX_HEAD) {
                throw new BadRequestException("The head of the request is too long");
            }
            if (line.isEmpty()) {
                return lines;
            }
            lines.add(line);
        }
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int next = in.read();
        while (next >= 0 && next != '\n' && line.size() <= MAX_HEAD) {
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private void write(RequestHead head, Answer answer, Delivery delivery) throws IOException {
        byte[] body = head.method().equals("HEAD") ? new byte[0] : answer.body();
        Breach breach = delivery.breach();
        boolean cut = breach == Breach.RESET_IN_ANSWER || breach == Breach.CLOSE_IN_ANSWER;
        int length = cut ? cutAt(body.length, delivery.bytes()) : body.length;

        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 512);
        bytes.writeBytes(head(answer, breach != Breach.NO_LENGTH).getBytes(StandardCharsets.UTF_8));
        bytes.write(body, 0, length);
        writePaced(bytes.toByteArray(), delivery.dribble());

        if (breach == Breach.RESET_IN_ANSWER) {
            reset();
        } else if (cut || breach == Breach.NO_LENGTH || delivery.closing()) {
            close();
        }
    }

    private static int cutAt(int length, long bytes) {
        return (int) (bytes < 0 ? length / 2 : Math.min(bytes, length));
    }

    private static String head(Answer answer, boolean withLength) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(answer.status() < 400 ? "OK" : "Error")
                .append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (withLength) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private void writePaced(byte[] bytes, Duration pause) throws IOException {
        if (pause.isZero()) {
            out.write(bytes);
            return;
        }
        for (byte each : bytes) {
            out.write(each);
            pause(pause);
        }
    }

    private void pause(Duration time) throws IOException {
        try {
            if (!time.isZero() && closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EOFException("Closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EOFException("Stopped");
        }
    }

    private void hang() throws IOException {
        socket.setSoTimeout(0);
        while (in.read() >= 0) {
            // whatever else the client says, it gets no answer
            continue;
        }
        close();
    }

    private void sendQuietly(Answer answer) {
        try {
            out.write(head(answer, true).getBytes(StandardCharsets.UTF_8));
            out.write(answer.body());
        } catch (IOException e) {
            // the client does not listen either
            return;
        }
    }
}
