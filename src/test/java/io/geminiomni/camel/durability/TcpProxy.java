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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes bytes on to a server of this machine, and is a network that can fail: it breaks connections, refuses them, is slow, goes
 * silent, or loses the answer to a COMMIT.
 */
class TcpProxy implements AutoCloseable {
    private static final int SMALL = 4096;
    /** PostgreSQL's answer to a COMMIT: a CommandComplete with its length and its text. */
    private static final String COMMITTED = "C\0\0\0\u000bCOMMIT\0";

    private final int target;
    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean losesAnswerToCommit = new AtomicBoolean();
    private volatile boolean down;
    private volatile long delayMillis;

    TcpProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket();
        server.setReceiveBufferSize(SMALL);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept);
    }

    /** A connection that is passed on. */
    static final class Link {
        final Socket client;
        final Socket upstream;
        private volatile boolean silent;

        private Link(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }
    }

    final int port() {
        return server.getLocalPort();
    }

    /** Breaks all connections, and every new one at once. */
    final void goDown() {
        down = true;
        breakConnections();
    }

    final void comeUp() {
        down = false;
    }

    /** Breaks all connections; new ones are passed on. */
    final void breakConnections() {
        links.forEach(link -> reset(link.client));
    }

    /** The present connections stay open, but nothing is passed on any more. */
    final void silence() {
        links.forEach(link -> link.silent = true);
    }

    /** The next answer to a COMMIT is not passed on: its connection breaks instead. */
    final void loseAnswerToCommit() {
        losesAnswerToCommit.set(true);
    }

    /** Passes nothing on in either direction before it has waited for so long. */
    final void delay(long millis) {
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

    private void relay(Socket accepted) {
        try (Socket client = accepted;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Link link = new Link(client, upstream);
            links.add(link);
            try {
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                connected(link);
            } finally {
                links.remove(link);
            }
        } catch (IOException e) {
            return;
        }
    }

    /** Passes on until the client ends the connection. */
    void connected(Link link) throws IOException {
        daemon(() -> answer(link));
        request(link);
    }

    final void request(Link link) throws IOException {
        copy(link, link.client.getInputStream(), link.upstream.getOutputStream(), false);
        link.upstream.shutdownOutput();
    }

    final void answer(Link link) {
        try {
            copy(link, link.upstream.getInputStream(), link.client.getOutputStream(), true);
            link.client.shutdownOutput();
        } catch (IOException e) {
            reset(link.client);
        }
    }

    private void copy(Link link, InputStream in, OutputStream out, boolean isAnswer) throws IOException {
        byte[] buffer = new byte[SMALL * 4];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            pause();
            if (isAnswer) {
                loseCommitted(buffer, read);
            }
            if (!link.silent) {
                out.write(buffer, 0, read);
            }
        }
    }

    private void loseCommitted(byte[] buffer, int length) throws IOException {
        if (losesAnswerToCommit.get()
                && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(COMMITTED)
                && losesAnswerToCommit.compareAndSet(true, false)) {
            throw new IOException("The answer to a COMMIT is lost");
        }
    }

    private void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            return; // it is closed already
        }
    }

    static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final void close() throws IOException {
        server.close();
        breakConnections();
    }
}
