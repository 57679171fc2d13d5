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

import com.sun.management.OperatingSystemMXBean;
import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.durability.Program;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of whole applications in docs/performance.md; {@link BenchmarkIT} has those of single operations. */
class ApplicationBenchmarkIT {
    private static final String API_KEY = "sk-bench";
    private static final int POLL_INTERVAL = 100;
    private static final int MAX_THREADS = 16;
    private static final double MAX_CORES = 0.02;

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

    // nodes on one database

    @Test
    void nodesOnOneDatabaseShareTheTasks() throws Exception {
        int tasks = FULL ? 100_000 : 200;
        double alone = 0;
        for (int nodes : FULL ? new int[] {1, 2, 4, 8} : new int[] {1, 3}) {
            Shared shared = share(tasks, nodes);
            if (nodes == 1) {
                alone = shared.rate;
            }
            Report.add(
                    nodes + " nodes: poll, emit, acknowledge " + tasks,
                    shared.rate,
                    "/s",
                    "1 node",
                    alone,
                    shared.rate / alone);
            Report.add(
                    nodes + " nodes: videos of the node with the fewest",
                    shared.fewest,
                    "",
                    "even share",
                    (double) tasks / nodes,
                    (double) shared.fewest * nodes / tasks);
            Report.add(
                    nodes + " nodes: videos of the node with the most",
                    shared.most,
                    "",
                    "even share",
                    (double) tasks / nodes,
                    (double) shared.most * nodes / tasks);
        }
    }

    private record Shared(double rate, int fewest, int most) {}

    private Shared share(int tasks, int nodes) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(Postgres.newDatabase());
        pool.setMaxConnections(200);
        AtomicIntegerArray emitted = new AtomicIntegerArray(nodes);
        List<CamelContext> contexts = new ArrayList<>();
        try {
            Load.waiting(
                    new JdbcVideoTaskRepository(pool),
                    baseUrl,
                    Sha256.prefix(API_KEY, 16),
                    CannedGateway.DONE + "-",
                    tasks);
            long before = CannedGateway.queried(baseUrl);
            for (int i = 0; i < nodes; i++) {
                int node = i;
                CamelContext context = context(new JdbcVideoTaskRepository(pool));
                contexts.add(context);
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("gemini-omni:" + CHANNEL + "?initialDelay=0&delay=20&requestsPerSecond=1000000"
                                        + "&concurrentPolls=16&concurrentConsumers=4")
                                .process(exchange -> emitted.incrementAndGet(node));
                    }
                });
            }
            double seconds = seconds(() -> {
                for (CamelContext context : contexts) {
                    context.start();
                }
                await().atMost(Duration.ofMinutes(30))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> sum(emitted) >= tasks);
            });
            assertThat(CannedGateway.queried(baseUrl) - before).isEqualTo(tasks);
            assertThat(sum(emitted)).isEqualTo(tasks);
            return new Shared(
                    tasks / seconds,
                    IntStream.range(0, nodes).map(emitted::get).min().orElseThrow(),
                    IntStream.range(0, nodes).map(emitted::get).max().orElseThrow());
        } finally {
            contexts.forEach(CamelContext::stop);
            pool.dispose();
        }
    }

    private static int sum(AtomicIntegerArray counts) {
        return IntStream.range(0, counts.length()).map(counts::get).sum();
    }

    // exchanges that wait

    @Test
    void exchangesThatWaitForTheirVideos() throws Exception {
        int exchanges = FULL ? 10_000 : 50;
        try (Store.Opened opened = Store.MEMORY.open(folder);
                DefaultCamelContext context = context(opened.tasks())) {
            context.start();
            Endpoint endpoint = context.getEndpoint("gemini-omni:" + CHANNEL
                    + "?operation=generate&requestsPerSecond=1000000&pollInterval=600000&maxPollInterval=600000");
            AsyncProducer producer = endpoint.createAsyncProducer();
            producer.start();
            AtomicInteger done = new AtomicInteger();
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            long memoryBefore = usedMemory();
            spread(exchanges, i -> {
                Exchange exchange = endpoint.createExchange();
                exchange.getIn().setBody("a cat, number " + i);
                producer.process(exchange, doneSync -> done.incrementAndGet());
            });
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> opened.tasks().counts(CHANNEL).getOrDefault(TaskState.WAITING, 0L) == exchanges);
            Set<Thread> added = new HashSet<>(Thread.getAllStackTraces().keySet());
            added.removeAll(before);
            long memory = usedMemory() - memoryBefore;
            // The compilers of the JVM are busy with the creates for some seconds more.
            await().pollDelay(FULL ? Duration.ofSeconds(15) : Duration.ZERO).until(() -> true);
            double cores = coresFor(FULL ? Duration.ofSeconds(60) : Duration.ofMillis(200));
            assertThat(done).hasValue(0);
            Report.add(
                    exchanges + " exchanges in generate: threads",
                    added.size(),
                    "",
                    "allowed",
                    MAX_THREADS,
                    (double) added.size() / MAX_THREADS);
            Report.add(
                    exchanges + " exchanges in generate: thousandths of a core",
                    1000 * cores,
                    "",
                    "allowed",
                    1000 * MAX_CORES,
                    cores / MAX_CORES);
            Report.add(
                    exchanges + " exchanges in generate: KB for each",
                    Math.max(0, memory / 1e3 / exchanges),
                    "KB",
                    "all in MB",
                    memory / 1e6,
                    0);
            producer.stop();
            await().until(() -> done.get() == exchanges);
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** How many cores this process uses on average in this time. */
    private static double coresFor(Duration time) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = process.getProcessCpuTime();
        double seconds = seconds(() -> await().pollDelay(time).until(() -> true));
        return (process.getProcessCpuTime() - before) / 1e9 / seconds;
    }

    // from files to files

    @Test
    void requestsInFilesAgainstARouteWithoutTheComponent() throws Exception {
        int files = FULL ? 2_000 : 20;
        double byHand = rate(files, () -> fromFilesToFiles(files, Store.MEMORY, true));
        for (Store store : Store.values()) {
            double own = rate(files, () -> fromFilesToFiles(files, store, false));
            Report.add(store + ": files to videos", own, "/s", "http:, loop, delay", byHand, own / byHand);
        }
    }

    private double fromFilesToFiles(int files, Store store, boolean byHand) throws Exception {
        Path run = folder.resolve(UUID.randomUUID().toString());
        Path inbox = Files.createDirectories(run.resolve("inbox"));
        Path outbox = Files.createDirectories(run.resolve("outbox"));
        for (int i = 0; i < files; i++) {
            Files.writeString(inbox.resolve("request-" + i + ".txt"), CannedGateway.DONE + ", number " + i);
        }
        try (Store.Opened opened = store.open(folder);
                DefaultCamelContext context = context(opened.tasks())) {
            AtomicInteger written = new AtomicInteger();
            context.addRoutes(byHand ? byHand(inbox, outbox, written) : withComponent(inbox, outbox, written));
            return seconds(() -> {
                context.start();
                await().atMost(Duration.ofMinutes(10))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> written.get() == files);
            });
        }
    }

    private static RouteBuilder withComponent(Path inbox, Path outbox, AtomicInteger written) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                String options = "requestsPerSecond=1000000&pollInterval=" + POLL_INTERVAL;
                from("file:" + inbox + "?initialDelay=0&delay=20")
                        .threads(Load.THREADS)
                        .to("gemini-omni:" + CHANNEL + "?" + options);
                from("gemini-omni:" + CHANNEL + "?initialDelay=0&delay=20&" + options + "&concurrentPolls=16")
                        .setBody(simple("${body.url}"))
                        .to("file:" + outbox + "?fileName=${header." + GeminiOmniConstants.HEADER_TASK_ID + "}.txt")
                        .process(exchange -> written.incrementAndGet());
            }
        };
    }

    private static RouteBuilder byHand(Path inbox, Path outbox, AtomicInteger written) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + inbox + "?initialDelay=0&delay=20")
                        .threads(Load.THREADS)
                        .setBody(simple("{\"model\":\"Gemini-Omini\",\"prompt\":\"${body}\"}"))
                        .setHeader(Exchange.HTTP_METHOD, constant("POST"))
                        .to(baseUrl + CannedGateway.CREATES)
                        .unmarshal()
                        .json()
                        .setProperty("task", simple("${body[data][task_id]}"))
                        .setProperty("status", simple("${body[data][status]}"))
                        .loopDoWhile(simple("${exchangeProperty.status} != 'completed'"))
                        .delay(POLL_INTERVAL)
                        .setHeader(Exchange.HTTP_METHOD, constant("GET"))
                        .toD(baseUrl + CannedGateway.QUERIES + "${exchangeProperty.task}")
                        .unmarshal()
                        .json()
                        .setProperty("status", simple("${body[data][status]}"))
                        .end()
                        .setBody(simple("${body[data][video_url]}"))
                        .to("file:" + outbox + "?fileName=${exchangeProperty.task}.txt")
                        .process(exchange -> written.incrementAndGet());
            }
        };
    }

    // the start

    @Test
    void startOfAnApplicationWithAndWithoutTheComponent() throws Exception {
        double without = millisOfAStart();
        double with = millisOfAStart(baseUrl);
        Report.add("start with the component", with, "ms", "without", without, with / without);
    }

    private static double millisOfAStart(String... arguments) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            try (Program application = Program.start(ApplicationStart.class, arguments)) {
                application.awaitSaid(ApplicationStart.MILLIS);
                millis.add(Double.parseDouble(
                        application.said(ApplicationStart.MILLIS).get(0)));
            }
        }
        return median(millis);
    }

    private static DefaultCamelContext context(VideoTaskRepository tasks) {
        DefaultCamelContext context = new DefaultCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setTaskRepository(tasks);
        component.setBaseUrl(baseUrl);
        component.setApiKey(API_KEY);
        return context;
    }
}
