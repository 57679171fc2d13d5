package io.geminiomni.camel.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.geminiomni.camel.durability.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway that answers at once and always the same, in a process of its own: a create makes a task, a task whose id begins with
 * {@link #DONE} is completed, and others go on.
 */
final class CannedGateway {
    private static final String PORT = "port ";
    static final String CREATES = "/api/open-api/v1/gemini/omni/videos";
    static final String QUERIES = "/api/open-api/v1/videos/";
    /** What the id of a completed task, and the prompt of a request for one, begin with. */
    static final String DONE = "done";

    /** A video of as many megabytes as the rest of the path says. */
    static final String VIDEOS = "/videos/";

    private static final String QUERIED = "/queried";
    private static final byte[] BEGIN_OF_A_FILE = {0, 0, 0, 8, 'f', 't', 'y', 'p', 0, 0, 0, 0, 'm', 'd', 'a', 't'};
    private static final int MEGABYTE = 1 << 20;
    private static final int THREADS = 16;
    private static final AtomicLong CREATED = new AtomicLong();
    private static final AtomicLong QUERIES_SO_FAR = new AtomicLong();

    private CannedGateway() {}

    /** A gateway in its process. */
    record Running(Program program, String baseUrl) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    static Running start() throws IOException {
        Program program = Program.start(CannedGateway.class);
        program.awaitSaid(PORT);
        return new Running(program, "http://127.0.0.1:" + program.said(PORT).get(0));
    }

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext(CREATES, CannedGateway::create);
        server.createContext(QUERIES, CannedGateway::query);
        server.createContext(QUERIED, exchange -> send(exchange, Long.toString(QUERIES_SO_FAR.get())));
        server.createContext(VIDEOS, CannedGateway::video);
        server.start();
        System.out.println(PORT + server.getAddress().getPort());
    }

    /** How many queries the gateway at this base URL has answered. */
    static long queried(String baseUrl) throws IOException {
        try (InputStream answer = new URL(baseUrl + QUERIED).openStream()) {
            return Long.parseLong(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void create(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String ids = request.contains("\"" + DONE) ? DONE : "task";
        answer(exchange, "\"task_id\":\"" + ids + "-" + CREATED.incrementAndGet() + "\",\"status\":\"queued\"");
    }

    private static void query(HttpExchange exchange) throws IOException {
        QUERIES_SO_FAR.incrementAndGet();
        String id = exchange.getRequestURI().getPath().substring(QUERIES.length());
        String facts = "\"task_id\":\"" + id + "\",";
        answer(
                exchange,
                id.startsWith(DONE)
                        ? facts + "\"status\":\"completed\",\"progress\":100,\"video_url\":\"https://cdn.example/" + id
                                + ".mp4\""
                        : facts + "\"status\":\"processing\",\"progress\":10");
    }

    private static void video(HttpExchange exchange) throws IOException {
        int megabytes = Integer.parseInt(exchange.getRequestURI().getPath().substring(VIDEOS.length()));
        exchange.sendResponseHeaders(200, (long) megabytes * MEGABYTE);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(Arrays.copyOf(BEGIN_OF_A_FILE, MEGABYTE));
            for (int i = 1; i < megabytes; i++) {
                body.write(new byte[MEGABYTE]);
            }
        }
    }

    private static void answer(HttpExchange exchange, String facts) throws IOException {
        send(exchange, "{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{" + facts + ",\"model\":\"Gemini-Omini\"}}");
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
