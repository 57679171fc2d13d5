package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.component;
import static io.geminiomni.camel.ConsumerFixture.create;
import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several consumers on one channel, on one node and on several, and a gateway at which questions go wrong. */
class ConsumerSharingTest extends ConsumerTestSupport {
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> byRoute = new ConcurrentHashMap<>();

    private RouteBuilder consumers(String node, int count) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < count; i++) {
                    from("gemini-omni:adverts?maxMessagesPerPoll=2&" + FAST)
                            .routeId(node + i)
                            .process(exchange -> {
                                byRoute.merge(exchange.getFromRouteId(), 1, Integer::sum);
                                seen.add(exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class));
                            })
                            .delay(20);
                }
            }
        };
    }

    private void allDelivered(long count) {
        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts()).containsExactly(Map.entry(TaskState.DELIVERED, count)));
    }

    @Test
    void severalRoutesOfOneContextShareAChannel() throws Exception {
        CamelContext node = fixture.node(consumers("a", 3));

        for (int i = 0; i < 30; i++) {
            create(node, "adverts");
        }

        allDelivered(30);
        assertThat(seen).hasSize(30).doesNotHaveDuplicates();
        assertThat(byRoute).hasSizeGreaterThan(1);
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void twoContextsWithOneRepositoryShareAChannel() throws Exception {
        CamelContext one = fixture.node(consumers("a", 1));
        fixture.node(consumers("b", 1));

        for (int i = 0; i < 30; i++) {
            create(one, "adverts");
        }

        allDelivered(30);
        assertThat(seen).hasSize(30).doesNotHaveDuplicates();
        assertThat(byRoute).containsOnlyKeys("a0", "b0");
    }

    @Test
    void aNodeThatNoLongerRenewsLosesItsTaskToTheOther() throws Exception {
        CamelContext lost = fixture.prepare(consumers("a", 1));
        component(lost).setLeaseDuration(300);
        lost.start();
        gateway.emulator().nextQueries(Fault.hang());
        VideoTask task = create(lost, "adverts");
        await().until(() -> gateway.emulator().task(task.taskId()).queries() == 1);
        leases(lost).close();

        fixture.node(consumers("b", 1));

        allDelivered(1);
        assertThat(seen).containsExactly(task.taskId());
    }

    @Test
    void aSlowQuestionKeepsItsTaskBecauseItsLeaseIsRenewed() throws Exception {
        MutableClock time = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        AtomicInteger renewals = new AtomicInteger();
        taskIsKeptWhileTimePasses(time, renewals, watched(new InMemoryVideoTaskRepository(time), renewals, () -> {}));
    }

    @Test
    void leasesAreRenewedWhileTheStoreIsSlowToBeSwept() throws Exception {
        MutableClock time = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        AtomicInteger renewals = new AtomicInteger();
        CountDownLatch swept = new CountDownLatch(1);
        taskIsKeptWhileTimePasses(
                time, renewals, watched(new InMemoryVideoTaskRepository(time), renewals, swept::await));
        swept.countDown();
    }

    /** The poll of a node takes long, while another one waits for the task, and the store's time goes on for ten times the lease. */
    private void taskIsKeptWhileTimePasses(MutableClock time, AtomicInteger renewals, VideoTaskRepository tasks)
            throws Exception {
        fixture = new ConsumerFixture(gateway, time, RecordedTasks.of(tasks, time, gateway::emulator));
        CamelContext node = fixture.prepare(consumers("a", 1));
        component(node).setLeaseDuration(300);
        node.start();
        gateway.emulator().nextQueries(Fault.none().delayed(Duration.ofSeconds(5)));
        VideoTask task = create(node, "adverts");
        time.leap(Duration.ofMillis(100)); // the first poll is due
        await().until(() -> gateway.emulator().task(task.taskId()).queries() == 1);

        fixture.node(consumers("b", 1));
        for (int i = 0; i < 20 && byRoute.isEmpty(); i++) {
            int before = renewals.get();
            await().until(() -> renewals.get() > before + 1 || !byRoute.isEmpty()); // the last began after it
            time.leap(Duration.ofMillis(150));
        }

        allDelivered(1);
        assertThat(byRoute).containsOnlyKeys("a0");
        assertThat(gateway.emulator().task(task.taskId()).queries()).isEqualTo(1);
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    /** A store that waits before it is swept, and that counts renewals of leases. */
    private static VideoTaskRepository watched(VideoTaskRepository tasks, AtomicInteger renewals, Wait beforeSweep) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                ConsumerSharingTest.class.getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("sweep")) {
                        beforeSweep.await();
                    }
                    Object result = method.invoke(tasks, arguments);
                    if (method.getName().equals("renew") && !((Collection<?>) arguments[0]).isEmpty()) {
                        renewals.incrementAndGet();
                    }
                    return result;
                });
    }

    static Stream<Arguments> faultsOfAQuestion() {
        return Stream.of(
                Arguments.of("HTTP 500 without an envelope", Fault.status(500)),
                Arguments.of("HTTP 502", Fault.status(502)),
                Arguments.of("HTTP 503 with Retry-After", Fault.status(503).retryAfter("0")),
                Arguments.of("HTTP 404 as a proxy says it", Fault.status(404)),
                Arguments.of("HTTP 401", Fault.status(401, "20001", "authentication failed")),
                Arguments.of("HTTP 403", Fault.status(403)),
                Arguments.of("HTTP 400", Fault.status(400, "20002", "bad parameters")),
                Arguments.of("throttled by status", Fault.tooManyRequests()),
                Arguments.of("throttled in English", Fault.throttled()),
                Arguments.of("throttled in Chinese", Fault.throttledInChinese()),
                Arguments.of("the code of a server error", Fault.code("-1", "server error")),
                Arguments.of("the code of a refused key", Fault.code("20001", "authentication failed")),
                Arguments.of("a page of HTML", Fault.html()),
                Arguments.of("nothing", Fault.empty()),
                Arguments.of("half an object", Fault.body("application/json", "{\"code\":\"20000\",\"data\":{")),
                Arguments.of("an array", Fault.body("application/json", "[1,2,3]")),
                Arguments.of("deep nesting", Fault.body("application/json", "[".repeat(50_000))),
                Arguments.of(
                        "another task",
                        Fault.body(
                                "application/json",
                                "{\"code\":\"20000\",\"data\":{\"task_id\":\"other\",\"status\":\"failed\"}}")),
                Arguments.of("no data", Fault.body("application/json", "{\"code\":\"20000\",\"msg\":\"ok\"}")),
                Arguments.of(
                        "an unknown status",
                        Fault.body("application/json", "{\"code\":\"20000\",\"data\":{\"status\":\"dreaming\"}}")),
                Arguments.of("a redirect to itself", Fault.redirectToItself()),
                Arguments.of("a reset before the answer", Fault.resetAfterRequest()),
                Arguments.of("a close before the answer", Fault.closeAfterRequest()),
                Arguments.of("a reset within the answer", Fault.resetInAnswer()),
                Arguments.of("a truncated answer", Fault.truncated()),
                Arguments.of("an answer without its length", Fault.withoutLength()),
                Arguments.of("a dead connection in the pool", Fault.none().thenClosing()),
                Arguments.of("a question that hangs", Fault.hang()),
                Arguments.of("an answer that dribbles", Fault.dribble(Duration.ofMillis(50))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsOfAQuestion")
    void aTaskSurvivesAQuestionThatGoesWrongAndIsEmittedOnce(String name, Fault fault) throws Exception {
        CamelContext node = fixture.prepare(consumers("a", 1));
        component(node).setRequestTimeout(500);
        node.start();
        gateway.emulator().nextQueries(fault, fault);

        VideoTask task = create(node, "adverts");

        allDelivered(1);
        assertThat(seen).as(name).containsExactly(task.taskId());
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowYetIsAskedForAgain() throws Exception {
        CamelContext node = fixture.node(consumers("a", 1));
        gateway.emulator().nextTasks(Timeline.immediate().unknown(2).withoutUrl(2));

        VideoTask task = create(node, "adverts");

        allDelivered(1);
        assertThat(gateway.emulator().task(task.taskId()).queries()).isEqualTo(5);
    }
}
