package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of tasks while routes fail at random, suspend, resume, stop and start. */
class ConsumerLoadTest {
    private static final int TASKS = 5000;

    private final ExecutorService serving = Executors.newFixedThreadPool(8);
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private HttpServer server;
    private ConsumerFixture fixture;

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.createContext("/", call -> {
            String path = call.getRequestURI().getPath();
            byte[] answer = ("{\"code\":\"20000\",\"data\":{\"task_id\":\"" + path.substring(path.lastIndexOf('/') + 1)
                            + "\",\"status\":\"completed\",\"result\":{\"video_url\":\"http://127.0.0.1:1/v.mp4\"}}}")
                    .getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        server.start();
        fixture = new ConsumerFixture("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        fixture.close();
        server.stop(0);
        serving.shutdownNow();
    }

    private RouteBuilder consumers(String node) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                for (int i = 0; i < 2; i++) {
                    from("gemini-omni:adverts?concurrentConsumers=4&initialDelay=0&delay=5&greedy=true"
                                    + "&exceptionHandler=#silent")
                            .routeId(node + i)
                            .process(exchange -> {
                                if (ThreadLocalRandom.current().nextInt(20) == 0) {
                                    throw new IllegalStateException("at random");
                                }
                                taken.merge(
                                        exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class),
                                        1,
                                        Integer::sum);
                            });
                }
            }
        };
    }

    private CamelContext node(String name) throws Exception {
        CamelContext node = fixture.prepare();
        node.getRegistry().bind("silent", new Silent());
        node.addRoutes(consumers(name));
        node.start();
        return node;
    }

    @Test
    void eachOfFiveThousandTasksIsFinishedOnceWhileRoutesFailSuspendAndStop() throws Exception {
        for (int i = 0; i < TASKS; i++) {
            submit("t-" + i);
        }
        Set<Thread> before = componentThreads(); // of tests before this one, some of which are about to end
        List<CamelContext> nodes = List.of(node("a"), node("b"));

        Random chance = new Random(42);
        for (int step = 0; step < 4; step++) {
            int which = chance.nextInt(2);
            CamelContext node = nodes.get(which);
            String route = (which == 0 ? "a" : "b") + chance.nextInt(2);
            if (step % 2 == 0) {
                node.getRouteController().suspendRoute(route);
                node.getRouteController().resumeRoute(route);
            } else {
                node.getRouteController().stopRoute(route);
                node.getRouteController().startRoute(route);
            }
        }

        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts()).containsExactly(Map.entry(TaskState.DELIVERED, (long) TASKS)));
        assertThat(taken)
                .hasSize(TASKS)
                .allSatisfy((task, times) -> assertThat(times).as(task).isEqualTo(1));
        for (CamelContext node : nodes) {
            await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
            node.stop();
        }
        await().untilAsserted(() -> assertThat(before).containsAll(componentThreads()));
    }

    private void submit(String taskId) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token",
                "adverts",
                "key-" + taskId,
                request.fingerprint(),
                request,
                Map.of(),
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "account");
        fixture.tasks().begin(submission);
        fixture.tasks().record(submission, new Outcome.Accepted(taskId, "queued", null, null), Duration.ZERO);
    }

    private static Set<Thread> componentThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("GeminiOmni")
                        || thread.getName().contains("gemini-omni"))
                .collect(Collectors.toSet());
    }

    /** Thousands of failures are meant here, and need no log. */
    public static final class Silent implements org.apache.camel.spi.ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {}

        @Override
        public void handleException(String message, Throwable exception) {}

        @Override
        public void handleException(String message, org.apache.camel.Exchange exchange, Throwable cause) {}
    }
}
