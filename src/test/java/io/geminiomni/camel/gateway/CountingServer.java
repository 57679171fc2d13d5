package io.geminiomni.camel.gateway;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server that speaks HTTP byte by byte, as badly as it is told to, and counts what reaches it. */
final class CountingServer implements AutoCloseable {
    /** What the server does with one connection; it is closed when this returns. */
    interface Behaviour {
        void serve(Connection connection) throws IOException;
    }

    record Request(String line, Map<String, String> headers, String body) {
        String path() {
            return line.split(" ")[1];
        }
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private CountingServer(ServerSocket listener, Behaviour behaviour) {
        this.listener = listener;
        this.behaviour = behaviour;
        daemon(this::accept);
    }

    static CountingServer start(Behaviour behaviour) {
        return start(ServerSocketFactory.getDefault(), behaviour);
    }

    static CountingServer start(ServerSocketFactory sockets, Behaviour behaviour) {
        try {
            return new CountingServer(sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress()), behaviour);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers each request so, with a length, and lets the connection live. */
    static Behaviour answering(int status, String body, String... headers) {
        return connection -> {
            while (connection.readRequest() != null) {
                connection.write(response(status, body, headers));
            }
        };
    }

    /** Reads one request, writes exactly this, and hangs up. */
    static Behaviour writing(byte[] bytes) {
        return connection -> {
            connection.readRequest();
            connection.write(bytes);
        };
    }

    static byte[] response(int status, String body, String... headers) {
        return response(status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static byte[] response(int status, byte[] body, String... headers) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + " Status\r\nContent-Length: " + body.length + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    URI uri() {
        return URI.create(url());
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** All requests that came whole. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    int openConnections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(new Connection(socket));
        } catch (IOException e) {
            // the client has had enough
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "counting-server");
        thread.setDaemon(true);
        thread.start();
    }

    final class Connection implements Closeable {
        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** The next request, counted; null when the client has hung up. */
        @Nullable Request readRequest() throws IOException {
            Request request = readHeadAndBody();
            if (request != null) {
                requests.add(request);
            }
            return request;
        }

        void readHead() throws IOException {
            String line = line();
            while (line != null && !line.isEmpty()) {
                line = line();
            }
        }

        private @Nullable Request readHeadAndBody() throws IOException {
            String first = line();
            if (first == null) {
                return null;
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); line != null && !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            byte[] body = in.readNBytes(length);
            return body.length < length ? null : new Request(first, headers, new String(body, StandardCharsets.UTF_8));
        }

        private @Nullable String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return null;
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Does nothing more until the server is closed or the time is over. */
        boolean hang(long millis) {
            try {
                return closed.await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void hang() {
            hang(60_000);
        }

        /** Hangs up with a TCP reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %d connections, %d requests", url(), connections(), requests.size());
    }
}
