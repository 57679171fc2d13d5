package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.Delivery.Breach;
import io.geminiomni.camel.emulator.RequestHead.BadRequestException;
import io.geminiomni.camel.emulator.RequestInput.Body;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection of a client, kept alive from request to request: reads what it sends and breaks what is to break. */
final class Connection {

    private final HttpServer server;
    private final Socket socket;
    private final long number;
    private final RequestInput in;
    private final OutputStream out;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int requests;

    Connection(HttpServer server, Socket socket, long number, Duration idleTimeout) throws IOException {
        this.server = server;
        this.socket = socket;
        this.number = number;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) idleTimeout.toMillis());
        this.in = new RequestInput(socket.getInputStream());
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
            if (in.speaksTls()) {
                throw new BadRequestException(
                        "HTTPS at a port for plain HTTP: use a base URL that begins with http://");
            }
            while (isOpen()) {
                List<String> lines = in.readHead();
                if (lines.isEmpty()) {
                    return;
                }
                RequestHead head = RequestHead.parse(lines);
                requests++;
                handler.handle(this, head);
                if (head.headerHas("Connection", "close") || !in.isWhole()) {
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
        invite(head);
        return in.readBody(head, limit);
    }

    /** Reads half of the body of a request, then resets the connection. */
    void resetInBody(RequestHead head) throws IOException {
        invite(head);
        in.readHalf(head);
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

    private void invite(RequestHead head) throws IOException {
        if (head.headerHas("Expect", "100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
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
        in.readToTheEnd(); // whatever else the client says, it gets no answer
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
