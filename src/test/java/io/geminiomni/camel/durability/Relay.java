package io.geminiomni.camel.durability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Passes bytes on to a server of this machine, holds a create back at a given place, is slow, or is not there at all. */
final class Relay implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final String CREATE = "POST /api/open-api/v1/gemini/omni/videos";
    private static final int SMALL = 4096;

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();
    private volatile boolean down;
    private volatile long delayMillis;

    Relay(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket();
        server.setReceiveBufferSize(SMALL);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept);
    }

    /** How far a create may come. */
    enum Place {
        CONNECTED,
        HALF_OF_THE_BODY,
        ANSWERED
    }

    /** A create that is held back. */
    static final class Hold {
        private final Place place;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Place place) {
            this.place = place;
        }

        void awaitReached() throws InterruptedException {
            if (!reached.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("No create came to be " + place);
            }
        }

        /** The answer is passed on; of a create that was held before its end, nothing more. */
        void release() {
            released.countDown();
        }

        private void here(Place present) throws IOException {
            if (present != place) {
                return;
            }
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (place != Place.ANSWERED) {
                throw new IOException("What is left of the create is not passed on");
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** Holds the create of the next connection back at this place. */
    Hold hold(Place place) {
        Hold hold = new Hold(place);
        next.set(hold);
        return hold;
    }

    /** Breaks all connections, and every new one at once. */
    void goDown() {
        down = true;
        open.forEach(Relay::reset);
    }

    void comeUp() {
        down = false;
    }

    /** Passes nothing on in either direction before it has waited for so long. */
    void delay(long millis) {
        delayMillis = millis;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (down) {
                    reset(client);
                } else {
                    daemon(() -> relay(client));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        Hold hold = next.getAndSet(null);
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(client);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            if (hold != null) {
                hold.here(Place.CONNECTED);
            }
            daemon(() -> down(client, upstream, hold));
            up(client, upstream, hold);
        } catch (IOException e) {
            return;
        } finally {
            open.remove(client);
        }
    }

    private void up(Socket client, Socket upstream, @Nullable Hold hold) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = upstream.getOutputStream();
        if (hold != null) {
            byte[] first = in.readNBytes(CREATE.length());
            if (new String(first, StandardCharsets.US_ASCII).equals(CREATE)) {
                holdInBody(first, in, out, hold);
            } else {
                out.write(first);
            }
        }
        copy(in, out);
        upstream.shutdownOutput();
    }

    private static void holdInBody(byte[] first, InputStream in, OutputStream out, Hold hold) throws IOException {
        StringBuilder head = new StringBuilder(new String(first, StandardCharsets.US_ASCII));
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            throw new AssertionError("A create without a length: " + head);
        }
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(in.readNBytes(Integer.parseInt(length.group(1)) / 2));
        hold.here(Place.HALF_OF_THE_BODY);
    }

    private void down(Socket client, Socket upstream, @Nullable Hold hold) {
        try {
            InputStream in = upstream.getInputStream();
            byte[] start = in.readNBytes(1);
            if (hold != null) {
                hold.here(Place.ANSWERED);
            }
            client.getOutputStream().write(start);
            copy(in, client.getOutputStream());
            client.shutdownOutput();
        } catch (IOException e) {
            reset(client);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[SMALL * 4];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            pause();
            out.write(buffer, 0, read);
        }
    }

    private void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            return; // it is closed already
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(Relay::reset);
    }
}
