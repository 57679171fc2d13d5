package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;

/**
 * A small HTTP/1.1 server on plain sockets. A library would stand between the emulator and the faults: a reset is only
 * real when the socket itself is closed with unsent data thrown away.
 */
final class HttpServer implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final Handler handler;
    private final Duration idleTimeout;
    private final InetSocketAddress address;
    private final ServerSocketFactory sockets;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger resets = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(HttpServer::daemon);
    private ServerSocket listener;
    private Future<?> acceptor;

    HttpServer(InetSocketAddress address, ServerSocketFactory sockets, Duration idleTimeout, Handler handler) {
        this.handler = handler;
        this.sockets = sockets;
        this.idleTimeout = idleTimeout;
        this.listener = bind(address);
        this.address = (InetSocketAddress) listener.getLocalSocketAddress();
        this.acceptor = accept(listener);
    }

    /** Answers one request. */
    interface Handler {
        void handle(Connection connection, RequestHead head) throws IOException;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Connections accepted so far. */
    long connections() {
        return accepted.get();
    }

    /** The next connections are reset as soon as they are made, with nothing read. */
    void resetNextConnections(int count) {
        resets.set(count);
    }

    /** Ends all connections and refuses new ones. */
    synchronized void goDown() {
        try {
            listener.close();
            acceptor.get(); // only when the acceptor has let go of the port is it free
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        connections.forEach(Connection::close);
    }

    /** Listens again, at the same address. */
    synchronized void comeUp() {
        if (listener.isClosed()) {
            listener = bind(address);
            acceptor = accept(listener);
        }
    }

    @Override
    public void close() {
        goDown();
        threads.shutdownNow();
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    private ServerSocket bind(InetSocketAddress address) {
        try {
            ServerSocket socket = sockets.createServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(address, BACKLOG);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot listen on %s port %d: %s"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
    }

    private Future<?> accept(ServerSocket on) {
        return threads.submit(() -> {
            while (!on.isClosed()) {
                try {
                    serve(on.accept());
                } catch (IOException e) {
                    // closed while it waited, or the client was gone before it was served: the loop's condition decides
                    continue;
                }
            }
        });
    }

    private void serve(Socket socket) throws IOException {
        long number = accepted.incrementAndGet();
        Connection connection = new Connection(this, socket, number, idleTimeout);
        if (resets.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            connection.reset();
            return;
        }
        connections.add(connection);
        threads.execute(() -> connection.serve(handler));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "gateway-emulator");
        thread.setDaemon(true);
        return thread;
    }
}
