package io.geminiomni.camel.benchmark;

import static io.geminiomni.camel.benchmark.Load.CHANNEL;
import static io.geminiomni.camel.benchmark.Load.median;
import static io.geminiomni.camel.benchmark.Load.seconds;
import static io.geminiomni.camel.benchmark.Load.spread;
import static io.geminiomni.camel.benchmark.Report.FULL;
import static io.geminiomni.camel.benchmark.Report.RUNS;
import static io.geminiomni.camel.benchmark.Report.rate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmarks of docs/performance.md. In each build they run with small numbers, so that none of them stops working; with
 * {@code -Pbench} with those of the page. Figures are medians, and ratios are of one run.
 */
class BenchmarkIT {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String API_KEY = "sk-bench";
    private static final String FAST = "requestsPerSecond=1000000&maxPollInterval=3600000&pollInterval=3600000";

    private static CannedGateway.Running gateway;
    private static String baseUrl;

    @TempDir
    Path folder;

    @BeforeAll
    static void startGateway() throws Exception {
        gateway = CannedGateway.start();
        baseUrl = gateway.baseUrl();
    }

    @AfterAll
    static void stopGateway() {
        gateway.close();
    }

    // the store

    @Test
    void claimsAmongManyDueTasksAgainstFew() throws Exception {
        int few = FULL ? 1_000 : 200;
        List<Integer> numbers = FULL ? List.of(100, 10_000, 100_000) : List.of(100, 400);
        for (Store store : Store.values()) {
            double amongFew = millisOfAClaim(store, few);
            for (int due : numbers) {
                double millis = millisOfAClaim(store, due);
                Report.add(
                        store + ": claim 100 of " + due + " due tasks",
                        millis,
                        "ms",
                        "of " + few,
                        amongFew,
                        millis / amongFew);
            }
        }
    }

    private double millisOfAClaim(Store store, int due) throws Exception {
        try (Store.Opened opened = store.open(folder)) {
            VideoTaskRepository tasks = opened.tasks();
            Load.waiting(tasks, baseUrl, "account", "task-", due);
            List<Double> millis = new ArrayList<>();
            for (int run = 0; run < RUNS * 4 + 1; run++) {
                List<LeasedTask> claimed = new ArrayList<>();
                millis.add(1e3
                        * seconds(() ->
                                claimed.addAll(tasks.claim(Claim.toPoll(CHANNEL, baseUrl, 100, "bench", LEASE)))));
                assertThat(claimed).hasSize(100);
                assertThat(tasks.update(claimed.stream()
                                .map(each -> LeaseUpdate.release(each.lease(), each.task(), Duration.ZERO))
                                .toList()))
                        .isEmpty();
            }
            return median(millis.subList(1, millis.size()));
        }
    }

    // creates

    @Test
    void createsAgainstBareHttpOnFreshConnections() throws Exception {
        int creates = FULL ? 2_000 : 40;
        double bare = rate(creates, () -> bareHttp(creates, Exchange.HTTP_METHOD, "POST", CannedGateway.CREATES));
        for (Store store : Store.values()) {
            double own = rate(creates, () -> creates(store, creates));
            Report.add(store + ": creates in a second, 16 threads", own, "/s", "http:", bare, own / bare);
        }
    }

    private double creates(Store store, int creates) throws Exception {
        try (Store.Opened opened = store.open(folder);
                Node node = new Node(opened.tasks())) {
            CamelContext context = node.context;
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            template.requestBody("gemini-omni:" + CHANNEL + "?" + FAST, "warm");
            return seconds(() -> spread(
                    creates, i -> template.requestBody("gemini-omni:" + CHANNEL + "?" + FAST, "a cat, number " + i)));
        }
    }

    private double bareHttp(int calls, String header, String value, String path) throws Exception {
        try (Node node = new Node(Store.MEMORY.open(folder).tasks())) {
            CamelContext context = node.context;
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            boolean isCreate = value.equals("POST");
            String uri = baseUrl + path + (isCreate ? "?connectionClose=true" : "");
            String body = isCreate ? "{\"model\":\"Gemini-Omini\",\"prompt\":\"a cat\"}" : null;
            template.requestBodyAndHeader(uri, body, header, value, String.class);
            return seconds(
                    () -> spread(calls, i -> template.requestBodyAndHeader(uri, body, header, value, String.class)));
        }
    }

    // polls

    @Test
    void pollsAgainstBareHttp() throws Exception {
        int polls = FULL ? 10_000 : 120;
        double bare = rate(polls, () -> bareHttp(polls, Exchange.HTTP_METHOD, "GET", CannedGateway.QUERIES + "task-1"));
        for (Store store : Store.values()) {
            double own = rate(polls, () -> polls(store, polls));
            Report.add(store + ": polls in a second, concurrentPolls=16", own, "/s", "http:", bare, own / bare);
        }
    }

    private double polls(Store store, int tasks) throws Exception {
        try (Store.Opened opened = store.open(folder);
                Node node = new Node(opened.tasks())) {
            CamelContext context = node.context;
            Load.waiting(opened.tasks(), baseUrl, Sha256.prefix(API_KEY, 16), "task-", tasks);
            context.addRoutes(consumer(16, 1));
            long before = CannedGateway.queried(baseUrl);
            return seconds(() -> {
                context.start();
                await().atMost(Duration.ofMinutes(10))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> CannedGateway.queried(baseUrl) - before >= tasks);
            });
        }
    }

    // deliveries

    @Test
    void deliveriesAgainstTasksInMemory() throws Exception {
        int videos = FULL ? 5_000 : 60;
        Map<Store, Double> rates = new EnumMap<>(Store.class);
        for (Store store : Store.values()) {
            rates.put(store, rate(videos, () -> deliveries(store, videos)));
            double memory = rates.get(Store.MEMORY);
            Report.add(
                    store + ": poll, emit, acknowledge, concurrentConsumers=4",
                    rates.get(store),
                    "/s",
                    "memory",
                    memory,
                    rates.get(store) / memory);
        }
    }

    private double deliveries(Store store, int videos) throws Exception {
        try (Store.Opened opened = store.open(folder);
                Node node = new Node(opened.tasks())) {
            CamelContext context = node.context;
            Load.waiting(opened.tasks(), baseUrl, Sha256.prefix(API_KEY, 16), CannedGateway.DONE + "-", videos);
            context.addRoutes(consumer(16, 4));
            return seconds(() -> {
                context.start();
                await().atMost(Duration.ofMinutes(10))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> opened.tasks().counts(CHANNEL).getOrDefault(TaskState.DELIVERED, 0L) == videos);
            });
        }
    }

    // downloads

    @Test
    void downloadsAgainstCurl() throws Exception {
        int megabytes = FULL ? 1024 : 8;
        String url = baseUrl + CannedGateway.VIDEOS + megabytes;
        double curl = rate(megabytes, () -> seconds(() -> curl(url)));
        for (VerifyVideo verify : List.of(VerifyVideo.off, VerifyVideo.warn)) {
            double own = rate(megabytes, () -> download(url, verify));
            Report.add("downloads, verifyVideo=" + verify, own, "MB/s", "curl", curl, own / curl);
        }
    }

    private static void curl(String url) throws Exception {
        Process curl = new ProcessBuilder("curl", "--silent", "--fail", "--output", "/dev/null", url)
                .inheritIO()
                .start();
        assertThat(curl.waitFor()).isZero();
    }

    private double download(String url, VerifyVideo verify) throws Exception {
        try (Node node = new Node(Store.MEMORY.open(folder).tasks())) {
            node.context.start();
            GeneratedVideo video = node.context
                    .createProducerTemplate()
                    .requestBody(
                            "gemini-omni:" + CHANNEL + "?operation=download&verifyVideo=" + verify,
                            url,
                            GeneratedVideo.class);
            return seconds(() -> {
                try (InputStream stream = video.openStream()) {
                    stream.transferTo(OutputStream.nullOutputStream());
                }
            });
        }
    }

    private static RouteBuilder consumer(int concurrentPolls, int concurrentConsumers) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:" + CHANNEL + "?initialDelay=0&delay=20&" + FAST + "&concurrentPolls="
                                + concurrentPolls + "&concurrentConsumers=" + concurrentConsumers)
                        .process(exchange -> {});
            }
        };
    }

    /** A Camel context with the component. */
    private static final class Node implements AutoCloseable {
        final CamelContext context = new DefaultCamelContext();

        Node(VideoTaskRepository tasks) {
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setTaskRepository(tasks);
            component.setBaseUrl(baseUrl);
            component.setApiKey(API_KEY);
        }

        @Override
        public void close() {
            context.stop();
        }
    }
}
