package io.geminiomni.camel.download;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A host that plays one scene per connection, byte by byte as the test says, and then closes it. */
public final class ScriptedHost implements Closeable {
    private final ServerSocket socket;
    private final String scheme;
    private final Queue<Scene> scenes = new ConcurrentLinkedQueue<>();
    private final List<Asked> requests = new CopyOnWriteArrayList<>();

    public ScriptedHost() {
        this("http", ServerSocketFactory.getDefault());
    }

    public ScriptedHost(String scheme, ServerSocketFactory sockets) {
        this.scheme = scheme;
        try {
            socket = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** One request, as it came. */
    public record Asked(String line, TreeMap<String, String> headers) {
        String header(String name) {
            return headers.get(name);
        }
    }

    @FunctionalInterface
    public interface Scene {
        void play(OutputStream out) throws Exception;
    }

    /** An answer with this head, lines separated by {@code |}, and body. */
    public static Scene answer(String head, byte[] body) {
        return out -> write(out, head, body);
    }

    public static Scene answer(String head) {
        return answer(head, new byte[0]);
    }

    static void write(OutputStream out, String head, byte[] body) throws IOException {
        out.write(("HTTP/1.1 " + head.replace("|", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    public ScriptedHost then(Scene scene) {
        scenes.add(scene);
        return this;
    }

    public ScriptedHost then(String head, byte[] body) {
        return then(answer(head, body));
    }

    public ScriptedHost then(String head) {
        return then(answer(head));
    }

    public List<Asked> requests() {
        return requests;
    }

    public URI url(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void accept() throws IOException {
        while (!socket.isClosed()) {
            Socket connection = socket.accept();
            start(() -> serve(connection));
        }
    }

    private void serve(Socket connection) throws Exception {
        try (connection) {
            Asked asked = head(new BufferedInputStream(connection.getInputStream()));
            if (asked.line().isEmpty()) {
                return;
            }
            requests.add(asked);
            Scene scene = scenes.poll();
            if (scene == null) {
                write(connection.getOutputStream(), "418 no more scenes", new byte[0]);
            } else {
                scene.play(connection.getOutputStream());
            }
        }
    }

    private static Asked head(InputStream in) throws IOException {
        String line = line(in);
        TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return new Asked(line, headers);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                // the test has ended, or the client has hung up
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
