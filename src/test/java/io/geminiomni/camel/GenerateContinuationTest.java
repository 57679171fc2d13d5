package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How exchanges go on that have waited for their videos: when many do, when their producer stops, when the gateway refuses to tell. */
class GenerateContinuationTest extends GeminiOmniTestSupport {
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final CountDownLatch go = new CountDownLatch(1);
    private AsyncProducer producer;
    private Runnable unused = () -> {};

    @Override
    MutableClock startClock() {
        return new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @AfterEach
    void letGo() {
        go.countDown();
        producer.stop();
    }

    @Test
    void manyWaitsThatEndTogetherGoOnWithoutHoldingUpTheQuestions() throws Exception {
        int count = 1300;
        use("gemini-omni:adverts?operation=generate&workerPoolSize=2");
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            generate("order-" + i, exchange -> {
                threads.add(Thread.currentThread().getName());
                awaitQuietly(go);
                ended.incrementAndGet();
            });
        }

        clock.advance(TIMEOUT);
        await().until(() -> threads.size() == 2);
        generate("late", exchange -> ended.incrementAndGet());
        clock.advance(Duration.ofSeconds(1));

        await().untilAsserted(() -> assertThat(emulator().calls(Call.QUERY)).isPositive());
        assertThat(threads).hasSize(2).allMatch(name -> name.contains("GeminiOmniGenerate[adverts]"));
        assertThat(ended).hasValue(0);
        go.countDown();
        await().untilAsserted(() -> assertThat(ended).hasValue(count));
    }

    @Test
    void anExchangeWhoseWaitEndsWhileItsProducerStopsGoesOn() throws Exception {
        assertThat(endsWhileItsProducerStops().getException()).isInstanceOf(VideoTaskTimeoutException.class);
    }

    @Test
    void anExchangeGoesOnIfWhatItsChannelUsedCannotBeClosed() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            unused = () -> {
                throw new IllegalStateException("cannot be closed");
            };

            assertThat(endsWhileItsProducerStops().getException()).isInstanceOf(VideoTaskTimeoutException.class);

            assertThat(logs.text()).contains("The clients of channel adverts could not be closed");
        }
    }

    private Exchange endsWhileItsProducerStops() throws Exception {
        CountDownLatch givingBack = new CountDownLatch(1);
        context.getRegistry().bind("slow", StoreFaults.in(tasks, (method, arguments) -> {
            if (method.getName().equals("update")) {
                givingBack.countDown();
                awaitQuietly(go);
            }
        }));
        use("gemini-omni:adverts?operation=generate&taskRepository=#slow");
        endpoint().channel().whenUnused(unused);
        CompletableFuture<Exchange> done = generate("order-1", exchange -> {});

        clock.advance(TIMEOUT);
        assertThat(givingBack.await(1, TimeUnit.MINUTES)).isTrue();
        producer.stop();
        go.countDown();
        return done.get(1, TimeUnit.MINUTES);
    }

    @Test
    void anErrorInWhatFollowsFailsTheExchange() throws Exception {
        AtomicInteger updates = new AtomicInteger();
        context.getRegistry().bind("broken", StoreFaults.in(tasks, (method, arguments) -> {
            if (method.getName().equals("update") && updates.incrementAndGet() == 2) {
                throw new StackOverflowError("at the end of the task");
            }
        }));
        emulator().every(Call.QUERY, failed());
        use("gemini-omni:adverts?operation=generate&taskRepository=#broken");
        CompletableFuture<Exchange> done = generate("order-1", exchange -> {});

        clock.advance(Duration.ofSeconds(1));

        assertThat(done.get(1, TimeUnit.MINUTES).getException(Throwable.class))
                .hasStackTraceContaining("at the end of the task");
    }

    private static Fault failed() {
        return Fault.body(
                "application/json",
                "{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"task_id\":\"task-order-1\",\"status\":\"failed\","
                        + "\"progress\":0,\"error_message\":\"refused\"}}");
    }

    @Test
    void ofManyExchangesNoMoreThanOneForEachThreadAsksWhileTheGatewayThrottles() throws Exception {
        emulator().every(Call.QUERY, Fault.tooManyRequests().retryAfter("60"));
        use("gemini-omni:adverts?operation=generate&generateTimeout=50s");
        List<CompletableFuture<Exchange>> all = IntStream.range(0, 200)
                .mapToObj(i -> generate("order-" + i, exchange -> {}))
                .toList();

        clock.advance(Duration.ofSeconds(1));
        await().until(() -> endpoint().channel().standing().isThrottled());
        clock.advance(Duration.ofSeconds(49));

        for (CompletableFuture<Exchange> one : all) {
            assertThat(one.get(1, TimeUnit.MINUTES).getException()).isInstanceOf(VideoTaskTimeoutException.class);
        }
        assertThat(emulator().calls(Call.QUERY)).as("concurrentPolls").isLessThanOrEqualTo(8);
    }

    @Test
    void aRefusedKeyShowsInHealthInTheLogAndInTheException() throws Exception {
        emulator().apiKey("sk-other");
        use("gemini-omni:adverts?operation=generate&generateTimeout=50s");
        try (CapturedLogs logs = new CapturedLogs()) {
            CompletableFuture<Exchange> refused = generate("order-1", exchange -> {});
            CompletableFuture<Exchange> another = generate("order-2", exchange -> {});
            assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);

            clock.advance(Duration.ofSeconds(1));
            await().until(() -> questions("order-1") > 0 && questions("order-2") > 0);

            assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health().getMessage().orElseThrow())
                    .contains("Channel adverts", "rejects the API key", "no task is lost", "apiKey");
            clock.advance(Duration.ofSeconds(50));
            assertThat(refused.get(1, TimeUnit.MINUTES).getException())
                    .isInstanceOf(VideoTaskTimeoutException.class)
                    .hasMessageContaining("generateTimeout is over")
                    .hasMessageContaining("the API key is not accepted")
                    .hasCauseInstanceOf(GatewayAuthenticationException.class);
            another.get(1, TimeUnit.MINUTES);
            assertThat(logs.text()).containsOnlyOnce("rejects the API key");
        }

        emulator().apiKey("sk-test");
        generate("order-3", exchange -> {});
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> health().getState() == HealthCheck.State.UP);
    }

    private HealthCheck.Result health() {
        return HealthCheckRegistry.get(context)
                .getCheck("gemini-omni:adverts")
                .orElseThrow()
                .call();
    }

    private int questions(String key) {
        return tasks.find("adverts", key).orElseThrow().polls();
    }

    private void use(String uri) throws Exception {
        producer = context.getEndpoint(uri).createAsyncProducer();
        producer.start();
    }

    private GeminiOmniEndpoint endpoint() {
        return (GeminiOmniEndpoint) producer.getEndpoint();
    }

    private GeminiOmniComponent component() {
        return endpoint().getComponent();
    }

    private interface Following {
        void follow(Exchange exchange);
    }

    /** An exchange that waits for a task that is paid for already. */
    private CompletableFuture<Exchange> generate(String key, Following following) {
        submit(key);
        Exchange exchange = endpoint().createExchange();
        exchange.getIn().setBody("a cat");
        exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        producer.process(exchange, doneSync -> {
            following.follow(exchange);
            done.complete(exchange);
        });
        return done;
    }

    private void submit(String key) {
        VideoRequest request =
                VideoRequest.builder().model("Gemini-Omini").prompt("a cat").build();
        Submission submission = new Submission(
                "token-" + key,
                "adverts",
                key,
                request.fingerprint(),
                request,
                Map.of(),
                endpoint().channel().options().gateway().baseUrl().toString(),
                endpoint().channel().options().gateway().accountFingerprint());
        tasks.begin(submission);
        tasks.record(
                submission, new Outcome.Accepted("task-" + key, "queued", null, clock.instant()), Duration.ofHours(1));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
