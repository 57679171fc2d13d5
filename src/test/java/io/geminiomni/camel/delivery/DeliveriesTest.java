package io.geminiomni.camel.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.StoreFaults;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.emit.VideoEmitter;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExchangeHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the end of an exchange makes of its task, and what an exchange tells of one. */
class DeliveriesTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String URL = "https://cdn.example/v.mp4?sig=secret";

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, Duration.ofMinutes(1), scheduler);
    private final VideoDownloads downloads = new VideoDownloads(
            new DownloadSettings(
                    URI.create("https://gateway.example"),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    0,
                    1000,
                    1,
                    List.of(),
                    null,
                    null,
                    null),
            new Random(1),
            duration -> {},
            ChannelListener.NONE);
    private final LongAdder lost = new LongAdder();
    private final Deliveries deliveries = deliveries(leases);
    private final DefaultCamelContext context = new DefaultCamelContext();

    private Deliveries deliveries(LeaseKeeper keeper) {
        return new Deliveries(
                keeper,
                new Redelivery(3),
                downloads,
                new DeliveryReports(ChannelListener.NONE, lost, clock),
                UrlDisclosure.NONE,
                VerifyVideo.warn);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        downloads.close();
        leases.close();
        scheduler.shutdownNow();
    }

    private LeasedTask polled(String key, String taskId, Map<String, Object> correlation) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token " + key,
                "adverts",
                key,
                request.fingerprint(),
                request,
                correlation,
                "https://gateway.example",
                "acc");
        tasks.begin(submission);
        tasks.record(submission, new Outcome.Accepted(taskId, "queued", "Gemini-Omini", NOON), Duration.ZERO);
        return tasks.claim(Claim.toPoll("adverts", "https://gateway.example", 1, "me", Duration.ofMinutes(1)))
                .get(0);
    }

    private LeasedTask emitted(String taskId, TaskState state, Map<String, Object> correlation) {
        return emitted("k", taskId, state, correlation);
    }

    private LeasedTask emitted(String key, String taskId, TaskState state, Map<String, Object> correlation) {
        LeasedTask asked = polled(key, taskId, correlation);
        VideoTask ended = asked.task()
                .become(state)
                .status(state == TaskState.FAILED ? "failed" : "completed")
                .videoUrl(state == TaskState.FAILED ? null : URL)
                .completedAt(NOON)
                .errorMessage(state == TaskState.FAILED ? "unsafe" : null)
                .build();
        tasks.update(List.of(LeaseUpdate.release(asked.lease(), ended, Duration.ZERO)));
        return claim().get(0);
    }

    private LeasedTask emitted() {
        return emitted("t-1", TaskState.COMPLETED, Map.of());
    }

    private List<LeasedTask> claim() {
        List<LeasedTask> claimed = tasks.claim(Claim.toEmit("adverts", 10, "me", Duration.ofMinutes(1)));
        claimed.forEach(leased -> leases.hold(leased.lease()));
        return claimed;
    }

    private VideoTask now() {
        return tasks.find("adverts", "k").orElseThrow();
    }

    private Exchange exchange(LeasedTask leased) {
        Exchange exchange = new DefaultExchange(context);
        acknowledgement(leased, false).describe(exchange, FreshUrl.none());
        return exchange;
    }

    private VideoAcknowledgement acknowledgement(LeasedTask leased, boolean stopping) {
        return deliveries.acknowledgement(leased, () -> stopping);
    }

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "3, PT4S", "10, PT512S", "12, PT2048S", "13, PT1H", "36, PT1H", "2000000000, PT1H"
    })
    void theDelayDoublesFromASecondToAnHour(int attempts, Duration delay) {
        assertThat(new Redelivery(36).delayAfter(attempts)).isEqualTo(delay);
    }

    @Test
    void acknowledgementsWhoseLeaseWasLostAreCountedAndTasksGivenBackAreNot() {
        LeasedTask first = emitted();
        tasks.update(List.of(LeaseUpdate.release(first.lease(), first.task(), Duration.ZERO)));
        LeasedTask second = claim().get(0);

        deliveries.release(List.of(first));
        assertThat(lost.sum()).isZero();
        acknowledgement(first, false).finished();
        assertThat(lost.sum()).isEqualTo(1);
        acknowledgement(first, false).failed(new IllegalStateException());
        assertThat(lost.sum()).isEqualTo(2);

        acknowledgement(second, false).finished();
        assertThat(lost.sum()).isEqualTo(2);
        assertThat(now().state()).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aCompletedExchangeFinishesItsTask() {
        LeasedTask leased = emitted();

        acknowledgement(leased, false).onComplete(exchange(leased));

        assertThat(now().state()).isEqualTo(TaskState.DELIVERED);
        assertThat(leases.size()).isZero();
    }

    @Test
    void aVideoIsParkedWhenItsAttemptsAreUsedUp() {
        LeasedTask leased = emitted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(leased.task().attempts()).isEqualTo(attempt);
            acknowledgement(leased, false).failed(new IllegalStateException("secret detail"));
            if (attempt < 3) {
                clock.advance(new Redelivery(3).delayAfter(attempt).minusMillis(1));
                assertThat(claim()).isEmpty();
                clock.advance(Duration.ofMillis(1));
                leased = claim().get(0);
            }
        }

        assertThat(now().state()).isEqualTo(TaskState.PARKED);
        assertThat(now().errorMessage())
                .contains("3 delivery attempts")
                .contains("IllegalStateException")
                .doesNotContain("secret");
        assertThat(leases.size()).isZero();
    }

    @Test
    void anAttemptThatAShutdownCutOffDoesNotCount() {
        for (Throwable cause : List.of(
                new RejectedExecutionException(),
                new IllegalStateException(new InterruptedException()),
                new java.io.UncheckedIOException(new java.io.InterruptedIOException()))) {
            LeasedTask leased = tasks.counts().isEmpty() ? emitted() : claim().get(0);
            acknowledgement(leased, true).failed(cause);
            assertThat(now().attempts()).isZero();
            assertThat(now().state()).isEqualTo(TaskState.COMPLETED);
        }
        assertThat(leases.size()).isZero();
    }

    @Test
    void anAttemptThatFailedWhileSomethingStoppedCounts() {
        acknowledgement(emitted(), true).failed(new IllegalStateException());

        assertThat(now().attempts()).isEqualTo(1);
    }

    @Test
    void onlyTheFirstWordOfAnAcknowledgementCounts() {
        LeasedTask leased = emitted();
        VideoAcknowledgement acknowledgement = acknowledgement(leased, false);

        acknowledgement.failed(new IllegalStateException());
        acknowledgement.finished();

        assertThat(now().state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aReportOfAFailureThatFailsIsFinishedWithUnlessAShutdownCutItOff() {
        LeasedTask leased = emitted("t-1", TaskState.FAILED, Map.of());
        acknowledgement(leased, true).failed(new RejectedExecutionException());
        assertThat(now().state()).isEqualTo(TaskState.FAILED);

        acknowledgement(claim().get(0), false).failed(new IllegalStateException());

        assertThat(now().state()).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aStepThatIsPassedAgainAfterAFailureHasItsVideoAgainWhileTheLeaseIsHeld() {
        VideoAcknowledgement acknowledgement = acknowledgement(emitted(), false);
        Exchange exchange = new DefaultExchange(context);
        new PollingStep(exchange, "adverts").polled(acknowledgement);
        assertThat(new PollingStep(exchange, "adverts").failed()).isNull();

        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, new IllegalStateException());

        assertThat(new PollingStep(exchange, "adverts").failed()).isSameAs(acknowledgement);
        assertThat(new PollingStep(exchange, "adverts").failed())
                .as("once for each failure")
                .isNull();
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, new IllegalStateException());
        assertThat(new PollingStep(exchange, "adverts").failed()).isSameAs(acknowledgement);
        assertThat(new PollingStep(exchange, "trailers").failed()).isNull();
        Exchange part = ExchangeHelper.createCorrelatedCopy(exchange, false);
        assertThat(new PollingStep(part, "adverts").failed()).isNull();
        acknowledgement.failed(new IllegalStateException());
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, new IllegalStateException());
        assertThat(new PollingStep(exchange, "adverts").failed()).isNull();
    }

    @Test
    void aThreadThatWasInterruptedStillWritesAndStaysInterrupted() {
        LeasedTask leased = emitted();
        Thread.currentThread().interrupt();

        acknowledgement(leased, false).finished();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(now().state()).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void anEndThatIsIllegalPreventsNoOtherThatIsWrittenWithIt() {
        LeasedTask first = emitted("1", "t-1", TaskState.COMPLETED, Map.of());
        LeasedTask second = emitted("2", "t-2", TaskState.COMPLETED, Map.of());
        LeasedTask waiting = polled("3", "t-3", Map.of());
        LeasedTask unstored =
                waiting.with(waiting.task().become(TaskState.COMPLETED).build());
        Iterator<LeasedTask> meanwhile = List.of(unstored, second).iterator();
        AtomicReference<Deliveries> toStore = new AtomicReference<>();
        VideoTaskRepository slow = StoreFaults.in(
                tasks,
                (method, arguments) -> meanwhile.forEachRemaining(leased -> toStore.get()
                        .acknowledgement(leased, () -> false, () -> true)
                        .finished()));
        LeaseKeeper keeper = new LeaseKeeper(slow, Duration.ofMinutes(1), scheduler);
        toStore.set(deliveries(keeper));

        toStore.get().acknowledgement(first, () -> false, () -> true).finished();

        assertThat(deliveredKeys()).containsExactlyInAnyOrder("1", "2");
        assertThat(tasks.find("adverts", "3").orElseThrow().state()).isEqualTo(TaskState.WAITING);
        keeper.close();
    }

    @Test
    void anEndThatTheStoreRejectsPreventsNoOtherThatIsWrittenWithIt() {
        List<LeasedTask> left = IntStream.rangeClosed(2, 5)
                .mapToObj(number -> emitted("" + number, "t-" + number, TaskState.COMPLETED, Map.of()))
                .toList();

        assertThat(writesOfAGroup(left, updates -> updates.contains(left.get(1).lease())))
                .isEqualTo(6);
        assertThat(deliveredKeys()).containsExactlyInAnyOrder("1", "2", "4", "5");
        assertThat(tasks.find("adverts", "3").orElseThrow().state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aStoreThatCannotBeReachedIsNotTriedForEachEndOfAGroup() {
        List<LeasedTask> left = IntStream.rangeClosed(2, 50)
                .mapToObj(number -> emitted("" + number, "t-" + number, TaskState.COMPLETED, Map.of()))
                .toList();

        assertThat(writesOfAGroup(
                        left, updates -> left.stream().map(LeasedTask::lease).anyMatch(updates::contains)))
                .isEqualTo(4);
        assertThat(deliveredKeys()).containsExactly("1");
    }

    /** How often the store is called for one video and these others, which end while that one is written. */
    private int writesOfAGroup(List<LeasedTask> left, Predicate<List<Lease>> isRejected) {
        LeasedTask first = emitted("1", "t-1", TaskState.COMPLETED, Map.of());
        Iterator<LeasedTask> meanwhile = left.iterator();
        AtomicReference<Deliveries> toStore = new AtomicReference<>();
        AtomicInteger writes = new AtomicInteger();
        VideoTaskRepository store = StoreFaults.in(tasks, (method, arguments) -> {
            if (!method.getName().equals("update")) {
                return;
            }
            writes.incrementAndGet();
            meanwhile.forEachRemaining(leased -> toStore.get()
                    .acknowledgement(leased, () -> false, () -> true)
                    .finished());
            List<Lease> leases = ((List<?>) arguments[0])
                    .stream()
                            .map(LeaseUpdate.class::cast)
                            .map(LeaseUpdate::lease)
                            .toList();
            if (isRejected.test(leases)) {
                throw new TaskStoreException("the store rejects it", new SQLException("no"));
            }
        });
        LeaseKeeper keeper = new LeaseKeeper(store, Duration.ofMinutes(1), scheduler);
        toStore.set(deliveries(keeper));
        toStore.get().acknowledgement(first, () -> false, () -> true).finished();
        keeper.close();
        return writes.get();
    }

    @Test
    void aThreadStaysInTheRouteUntilItHasWrittenWhatWasLeftToIt() throws Exception {
        List<LeasedTask> videos = IntStream.rangeClosed(1, 4)
                .mapToObj(number -> emitted("" + number, "t-" + number, TaskState.COMPLETED, Map.of()))
                .toList();
        Map<Integer, CountDownLatch> mayWrite = Map.of(1, new CountDownLatch(1), 3, new CountDownLatch(1));
        AtomicBoolean allAreQueued = new AtomicBoolean();
        AtomicInteger writes = new AtomicInteger();
        VideoTaskRepository slow = StoreFaults.in(tasks, (method, arguments) -> {
            CountDownLatch held = method.getName().equals("update") ? mayWrite.get(writes.incrementAndGet()) : null;
            if (held != null) {
                held.await();
            }
        });
        LeaseKeeper keeper = new LeaseKeeper(slow, Duration.ofMinutes(1), scheduler);
        videos.forEach(video -> keeper.hold(video.lease()));
        Deliveries toStore = deliveries(keeper);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        AtomicReference<VideoEmitter> emitter = new AtomicReference<>();
        VideoEmitter.Route route = (emission, whenEnded) -> {
            if (emission.index() == 1) {
                await().untilTrue(allAreQueued);
            }
            toStore.acknowledgement(
                            emission.leased(), () -> false, () -> emitter.get().queued() > 0)
                    .finished();
            whenEnded.run();
        };
        emitter.set(new VideoEmitter(route, threads, 2, new TestThreads()));

        emitter.get().offer(new VideoEmitter.Emission(videos.get(0), 0, 4));
        await().untilAsserted(() -> assertThat(writes).hasValue(1));
        for (int index = 1; index < 4; index++) {
            emitter.get().offer(new VideoEmitter.Emission(videos.get(index), index, 4));
        }
        allAreQueued.set(true);

        await().untilAsserted(() -> assertThat(writes).hasValue(3));
        assertThat(deliveredKeys()).containsExactly("4");
        assertThat(videos.subList(0, 3)).allMatch(toStore::isHeld);
        assertThat(emitter.get().inRoute()).isEqualTo(2);
        mayWrite.get(3).countDown();
        await().untilAsserted(() -> assertThat(emitter.get().inRoute()).isEqualTo(1));
        assertThat(deliveredKeys()).containsExactlyInAnyOrder("2", "3", "4");
        mayWrite.get(1).countDown();
        await().untilAsserted(() -> assertThat(emitter.get().inRoute()).isZero());
        assertThat(deliveredKeys()).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(videos).noneMatch(toStore::isHeld);
        threads.shutdownNow();
        keeper.close();
    }

    private List<String> deliveredKeys() {
        return tasks.inState("adverts", TaskState.DELIVERED, 10).stream()
                .map(VideoTask::key)
                .toList();
    }

    @Test
    void aLeaseThatWasLostChangesNothing() {
        LeasedTask leased = emitted();
        clock.advance(Duration.ofMinutes(2));
        assertThat(claim()).hasSize(1);

        acknowledgement(leased, false).finished();

        assertThat(now().state()).isEqualTo(TaskState.COMPLETED);
        assertThat(deliveries.isHeld(leased)).isFalse();
    }

    @Test
    void nothingIsLeftOfAnEarlierTaskInTheHeaders() {
        Exchange exchange = new DefaultExchange(context);
        for (String stale : List.of(
                HeaderNames.ERROR_MESSAGE,
                HeaderNames.ERROR_CATEGORY,
                HeaderNames.LATE,
                HeaderNames.DELIVERY_ATTEMPT,
                HeaderNames.DUPLICATE,
                HeaderNames.IGNORED_FIELDS)) {
            exchange.getIn().setHeader(stale, "stale");
        }

        VideoHeaders.set(exchange.getIn(), emitted().task(), UrlDisclosure.NONE);

        assertThat(exchange.getIn().getHeaders()).doesNotContainValue("stale");
    }

    @Test
    void correlationHeadersComeBackButNeverInPlaceOfOurOwn() {
        LeasedTask leased = emitted(
                "t-1",
                TaskState.COMPLETED,
                Map.of("customer", "C-17", "CamelFileName", "mine.mp4", HeaderNames.TASK_ID, "forged"));

        assertThat(exchange(leased).getIn().getHeaders())
                .containsEntry("customer", "C-17")
                .containsEntry("CamelFileName", "mine.mp4")
                .containsEntry(HeaderNames.TASK_ID, "t-1");
    }

    @ParameterizedTest
    @CsvSource({"abc-1._x, abc-1._x.mp4", "a/b:c, a_b_c-", "../../etc/passwd, _._.._etc_passwd-", ".hidden, _hidden-"})
    void aFileNameIsSafeAndSharedByNoTwoTasks(String taskId, String start) {
        String name = VideoHeaders.fileName(
                emitted(taskId, TaskState.COMPLETED, Map.of()).task());

        assertThat(name).startsWith(start).endsWith(".mp4").matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    }

    @Test
    void aFileNameIsNoLongerThanFileSystemsTake() {
        VideoTask task = emitted("x".repeat(256), TaskState.COMPLETED, Map.of()).task();

        assertThat(VideoHeaders.fileName(task)).hasSizeLessThan(220);
    }

    @Test
    void asJsonAVideoIsItsFactsWithCamelsDefaultMapper() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:json").marshal().json();
            }
        });
        context.start();
        Exchange exchange = exchange(emitted("t-1", TaskState.COMPLETED, Map.of("at", NOON)));

        String json = context.createProducerTemplate()
                .requestBody("direct:json", exchange.getIn().getBody(), String.class);

        JsonNode node = new ObjectMapper().readTree(json);
        assertThat(node.path("task_id").asText()).isEqualTo("t-1");
        assertThat(node.has("video_url")).isFalse();
        assertThat(node.path("completed_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(node.path("created_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(node.path("correlation_headers").path("at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(node.path("state").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void asTextAVideoIsTheIdOfItsTaskAndATaskItsOwn() {
        context.start();
        LeasedTask leased = emitted();
        Exchange exchange = exchange(leased);

        assertThat(exchange.getIn().getBody(String.class)).isEqualTo("t-1");
        assertThat(context.getTypeConverter().convertTo(String.class, leased.task()))
                .isEqualTo("t-1");
        assertThat(exchange.getIn().getBody()).hasToString("GeneratedVideo[channel=adverts, taskId=t-1]");
    }
}
