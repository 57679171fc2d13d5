package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Suspend, resume, stop and restart: no task is lost, emitted twice, counted wrongly or kept from others. */
class ConsumerLifecycleTest extends ConsumerTestSupport {
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Semaphore mayGo = new Semaphore(0);

    @AfterEach
    void letAllGo() {
        mayGo.release(10_000);
    }

    /** A route that notes each video and then waits for its permit. */
    private RouteBuilder gated(String options, ShutdownRunningTask running) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + options + "&" + FAST)
                        .routeId("videos")
                        .shutdownRunningTask(running)
                        .process(exchange -> {
                            seen.add(exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class));
                            entered.countDown();
                            mayGo.acquire();
                        });
            }
        };
    }

    private RouteBuilder gated() {
        return gated("concurrentConsumers=1", ShutdownRunningTask.CompleteCurrentTaskOnly);
    }

    /** So many finished videos, one of them in the route and the others behind it. */
    private List<VideoTask> pile(CamelContext node, int size) throws Exception {
        node.getRouteController().suspendRoute("videos");
        List<VideoTask> tasks = IntStream.range(0, size)
                .mapToObj(any -> create(node, "adverts"))
                .toList();
        node.getRouteController().resumeRoute("videos");
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        await().untilAsserted(() -> counts(Map.of(TaskState.COMPLETED, (long) size)));
        return tasks;
    }

    private void counts(Map<TaskState, Long> expected) {
        assertThat(fixture.tasks().counts("adverts")).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private int attempts(List<VideoTask> tasks) {
        return tasks.stream().mapToInt(task -> fixture.now(task).attempts()).sum();
    }

    @Test
    void suspendLetsTheCurrentExchangeCompleteAndGivesTheOthersBackUncounted() throws Exception {
        CamelContext node = fixture.node(gated());
        List<VideoTask> tasks = pile(node, 6);
        CompletableFuture<Void> suspended = CompletableFuture.runAsync(() -> suspend(node));
        await().until(() -> consumer(node).isSuspended());

        mayGo.release(1);
        suspended.get(1, TimeUnit.MINUTES);

        counts(Map.of(TaskState.COMPLETED, 5L, TaskState.DELIVERED, 1L));
        assertThat(attempts(tasks)).isEqualTo(1);
        assertThat(leases(node).size()).isZero();

        mayGo.release(100);
        node.getRouteController().resumeRoute("videos");
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 6L)));
        assertThat(seen).hasSize(6).doesNotHaveDuplicates();
        assertThat(attempts(tasks)).isEqualTo(6);
    }

    @Test
    void aSuspendedConsumerAsksNothingAndHoldsNothing() throws Exception {
        CamelContext node = fixture.node(gated());
        gateway.emulator().nextQueries(Fault.hang());
        VideoTask task = create(node, "adverts");
        await().until(() -> gateway.emulator().task(task.taskId()).queries() == 1);

        suspend(node);
        long asked = gateway.emulator().task(task.taskId()).queries();

        assertThat(leases(node).size()).isZero();
        await().during(Duration.ofMillis(300))
                .until(() -> gateway.emulator().task(task.taskId()).queries() == asked
                        && leases(node).size() == 0);
        mayGo.release(1);
        node.getRouteController().resumeRoute("videos");
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 1L)));
    }

    @Test
    void aRouteThatWasStoppedAndStartedGoesOnWhereItWas() throws Exception {
        CamelContext node = fixture.node(gated());
        pile(node, 4);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(node));
        await().until(() -> !consumer(node).isStarted());
        mayGo.release(1);
        stopped.get(1, TimeUnit.MINUTES);

        counts(Map.of(TaskState.COMPLETED, 3L, TaskState.DELIVERED, 1L));
        assertThat(leases(node).size()).isZero();
        mayGo.release(100);
        node.getRouteController().startRoute("videos");
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 4L)));
        assertThat(seen).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void completeAllTasksEmitsWhatWasClaimedBeforeItStops() throws Exception {
        CamelContext node = fixture.node(gated("concurrentConsumers=1", ShutdownRunningTask.CompleteAllTasks));
        create(node, "adverts");
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
        for (int i = 0; i < 5; i++) {
            mayGo.release(1);
            VideoTask next = create(node, "adverts");
            await().until(() -> seen.contains(next.taskId()));
        }
        for (int i = 0; i < 40; i++) {
            create(node, "adverts");
        }
        await().until(() -> fixture.tasks().counts("adverts").get(TaskState.COMPLETED) == 41L);
        int handedOver = consumer(node).getPendingExchangesSize();
        assertThat(handedOver).isPositive();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(node));
        await().until(() -> !consumer(node).isStarted());
        mayGo.release(1000);
        stopped.get(1, TimeUnit.MINUTES);

        assertThat(fixture.tasks().counts("adverts").get(TaskState.DELIVERED)).isGreaterThanOrEqualTo(5L + handedOver);
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(leases(node).size()).isZero();
    }

    @Test
    void aShutdownThatIsForcedCutsExchangesOffWithoutCountingThem() throws Exception {
        CamelContext node = fixture.node(gated());
        List<VideoTask> tasks = pile(node, 4);
        node.getShutdownStrategy().setTimeout(1);

        stop(node);

        counts(Map.of(TaskState.COMPLETED, 4L));
        await().untilAsserted(() -> assertThat(attempts(tasks)).isZero());
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
        mayGo.release(100);
        node.getRouteController().startRoute("videos");
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 4L)));
    }

    /** Camel stops a consumer whose suspension it forces, and does not resume it. */
    @Test
    void aRouteWhoseSuspensionIsForcedIsStoppedAndStarted() throws Exception {
        CamelContext node = fixture.node(gated());
        List<VideoTask> tasks = pile(node, 4);
        node.getShutdownStrategy().setTimeout(1);

        node.getRouteController().suspendRoute("videos");

        mayGo.release(100);
        node.getRouteController().stopRoute("videos");
        node.getRouteController().startRoute("videos");
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 4L)));
        assertThat(attempts(tasks)).isEqualTo(4);
    }

    @Test
    void theLastRunOfAConsumerGivesBackWhatIsNotAnswered() throws Exception {
        CamelContext sender = fixture.node();
        gateway.emulator().nextQueries(Fault.hang());
        VideoTask task = create(sender, "adverts");

        CamelContext node = fixture.prepare(gated("repeatCount=5", ShutdownRunningTask.CompleteCurrentTaskOnly));
        ConsumerFixture.component(node).setTaskRepository(StoreFaults.in(fixture.tasks(), (method, arguments) -> {
            if (method.getName().equals("claim")
                    && gateway.emulator().task(task.taskId()).queries() == 1) {
                throw new TaskStoreException("The store fails while the poll is in flight", null);
            }
        }));
        node.start();

        await().until(() -> gateway.emulator().task(task.taskId()).queries() == 1);
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
        mayGo.release(1);
        CamelContext other = fixture.node(gated());
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 1L)));
        assertThat(other.getRoutes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startScheduler=false", "repeatCount=1"})
    void aConsumerWithoutFurtherRunsDoesNotCountAsOneThatPolls(String options) throws Exception {
        MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        gateway.emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        try (ConsumerFixture timed = new ConsumerFixture(gateway, clock)) {
            CamelContext node = timed.node(gated(options, ShutdownRunningTask.CompleteCurrentTaskOnly));
            GeminiOmniConsumer consumer =
                    (GeminiOmniConsumer) node.getRoute("videos").getConsumer();
            GeminiOmniEndpoint endpoint = (GeminiOmniEndpoint) consumer.getEndpoint();
            create(node, "adverts");
            clock.advance(Duration.ofHours(1));

            await().untilAsserted(() -> assertThat(endpoint.getUnpolledTasks()).isEqualTo(1));

            node.getRouteController().suspendRoute("videos");
            node.getRouteController().resumeRoute("videos");
            assertThat(endpoint.getUnpolledTasks()).isEqualTo(1);

            consumer.setRepeatCount(0);
            consumer.startScheduler();
            assertThat(endpoint.getUnpolledTasks()).isZero();
        }
    }

    @Test
    void aConsumerWhoseClientCannotStartLeavesNoThreadPool() throws Exception {
        CamelContext node = fixture.prepare(gated());
        node.setAutoStartup(false);
        ConsumerFixture.component(node).setSslContextParameters(withoutItsKeyStore());
        Set<ThreadPoolExecutor> pools = ConcurrentHashMap.newKeySet();
        node.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onThreadPoolAdd(
                    CamelContext context,
                    ThreadPoolExecutor pool,
                    String id,
                    String sourceId,
                    String routeId,
                    String profileId) {
                pools.add(pool);
            }

            @Override
            public void onThreadPoolRemove(CamelContext context, ThreadPoolExecutor pool) {
                pools.remove(pool);
            }
        });
        node.start();
        startInVain(node);
        Set<ThreadPoolExecutor> afterTheFirst = Set.copyOf(pools);

        startInVain(node);

        assertThat(pools).isEqualTo(afterTheFirst);
    }

    private static void startInVain(CamelContext node) {
        assertThatThrownBy(() -> node.getRouteController().startRoute("videos"))
                .hasStackTraceContaining("no-such-keys.p12");
    }

    /** It is for the gateway only, so that the endpoint starts. */
    private static SSLContextParameters withoutItsKeyStore() {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("no-such-keys.p12");
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(keys);
        return parameters;
    }

    /** Camel suspends the consumer, and starts it when it has aborted the stop. */
    @Test
    void aRouteWhoseStopIsAbortedGoesOnWithWhatItHas() throws Exception {
        CamelContext node = fixture.prepare(gated());
        ContextThreads threads = ContextThreads.of(node);
        node.start();
        pile(node, 4);

        assertThat(node.getRouteController().stopRoute("videos", 100, TimeUnit.MILLISECONDS, true))
                .isFalse();

        assertThat(consumer(node).isStarted()).isTrue();
        assertThat(consumer(node).getPendingExchangesSize()).isPositive();
        await().during(Duration.ofMillis(300)).until(() -> seen.size() == 1);
        mayGo.release(100);
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 4L)));
        assertThat(seen).hasSize(4).doesNotHaveDuplicates();
        node.getRouteController().stopRoute("videos");
        await().untilAsserted(() -> assertThat(ofTheRoute(threads)).isEmpty());
    }

    @Test
    void aContextThatStopsWaitsForWhatIsInTheRoute() throws Exception {
        CamelContext node = fixture.node(gated("concurrentConsumers=2", ShutdownRunningTask.CompleteCurrentTaskOnly));
        List<VideoTask> tasks = pile(node, 5);
        await().until(() -> seen.size() == 2);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::stop);
        await().until(() -> !consumer(node).isStarted() && consumer(node).getPendingExchangesSize() == 2);

        mayGo.release(100);
        stopped.get(1, TimeUnit.MINUTES);

        assertThat(fixture.tasks().counts("adverts").get(TaskState.DELIVERED)).isBetween(2L, 4L);
        assertThat(attempts(tasks)).isEqualTo(seen.size());
        assertThat(seen).doesNotHaveDuplicates();

        CamelContext other = fixture.node(gated());
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 5L)));
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(other.getRoutes()).hasSize(1);
    }

    @Test
    void aConsumerThatIsStoppedInTheMiddleOfAQuestionGivesItsTaskBack() throws Exception {
        CamelContext node = fixture.node(gated());
        gateway.emulator().nextQueries(Fault.hang());
        VideoTask task = create(node, "adverts");
        await().until(() -> gateway.emulator().task(task.taskId()).queries() == 1);
        LeaseKeeper leases = leases(node);

        node.getRoute("videos").getConsumer().stop();

        await().untilAsserted(() -> assertThat(leases.size()).isZero());
        mayGo.release(10);
        CamelContext other = fixture.node(gated());
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 1L)));
        assertThat(other.getRoutes()).hasSize(1);
    }

    @Test
    void aRouteCanBeRemovedAndItsTasksAreThereForTheNext() throws Exception {
        CamelContext node = fixture.node(gated());
        pile(node, 3);
        mayGo.release(100);

        stop(node);
        assertThat(node.removeRoute("videos")).isTrue();
        VideoTask later = create(node, "adverts");
        assertThat(fixture.state(later)).isEqualTo(TaskState.WAITING);

        node.addRoutes(gated());
        await().untilAsserted(() -> counts(Map.of(TaskState.DELIVERED, 4L)));
        assertThat(seen).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void noThreadIsLeftBehind() throws Exception {
        for (int round = 0; round < 3; round++) {
            CamelContext node =
                    fixture.prepare(gated("concurrentConsumers=3", ShutdownRunningTask.CompleteCurrentTaskOnly));
            ContextThreads threads = ContextThreads.of(node);
            node.start();
            mayGo.release(100);
            create(node, "adverts");
            node.getRouteController().stopRoute("videos");
            await().untilAsserted(() -> assertThat(ofTheRoute(threads)).isEmpty());
            node.getRouteController().startRoute("videos");
            create(node, "adverts");
            await().until(() -> fixture.tasks().counts("adverts").size() == 1);
            node.stop();
            await().untilAsserted(() -> assertThat(threads.alive("")).isEmpty());
        }
    }

    private static List<String> ofTheRoute(ContextThreads threads) {
        return Stream.of("GeminiOmniPoll", "GeminiOmniVideo", "gemini-omni")
                .flatMap(name -> threads.alive(name).stream())
                .toList();
    }

    private static GeminiOmniConsumer consumer(CamelContext node) {
        return (GeminiOmniConsumer) node.getRoute("videos").getConsumer();
    }

    private static void suspend(CamelContext node) {
        try {
            node.getRouteController().suspendRoute("videos");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(CamelContext node) {
        try {
            node.getRouteController().stopRoute("videos");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
