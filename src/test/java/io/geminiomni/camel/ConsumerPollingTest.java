package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.junit.jupiter.api.Test;

/** What Camel's options for scheduled polls do here, and what Camel sees of a poll. */
class ConsumerPollingTest extends ConsumerTestSupport {
    private final ConcurrentLinkedQueue<Exchange> seen = new ConcurrentLinkedQueue<>();
    private final Polls polls = new Polls();

    private CamelContext prepare(String options) throws Exception {
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?pollStrategy=#polls&" + options)
                        .routeId("videos")
                        .process(seen::add);
            }
        });
        node.getRegistry().bind("polls", polls);
        return node;
    }

    private CamelContext start(String options) throws Exception {
        CamelContext node = prepare(options);
        node.start();
        return node;
    }

    /** So many finished videos in the store, before anybody emits them. */
    private void finished(CamelContext node, int count) throws Exception {
        node.getRouteController().suspendRoute("videos");
        for (int i = 0; i < count; i++) {
            create(node, "adverts");
        }
    }

    @Test
    void aPollTellsHowManyVideosItHandedOver() throws Exception {
        CamelContext node = start(FAST);

        create(node, "adverts");

        await().until(() -> polls.committed.contains(1));
        assertThat(polls.committed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
    }

    @Test
    void noPollEmitsMoreThanMaxMessagesPerPoll() throws Exception {
        CamelContext node = start("maxMessagesPerPoll=3&concurrentConsumers=10&" + FAST);
        finished(node, 10);

        node.getRouteController().resumeRoute("videos");

        await().until(() -> seen.size() == 10);
        assertThat(polls.committed).allMatch(emitted -> emitted <= 3);
        await().untilAsserted(() -> assertThat(
                        polls.committed.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(10));
        assertThat(seen)
                .allSatisfy(exchange -> assertThat(exchange.getProperty(ExchangePropertyKey.BATCH_SIZE, Integer.class))
                        .isBetween(1, 3));
    }

    @Test
    void aRunGoesOnWhileTasksAreDue() throws Exception {
        int tasks = 120;
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=3600000&concurrentConsumers=200&requestsPerSecond=10000")
                        .routeId("videos")
                        .autoStartup(false)
                        .process(seen::add);
            }
        });
        node.start();
        createDueTasks(node, tasks);

        node.getRouteController().startRoute("videos");

        await().until(() -> seen.size() == tasks);
    }

    /** They were collected in the next run, an hour later, and the last task was polled only then. */
    @Test
    void aRunWithALongDelayGoesOnForTheAnswersOfSlowPolls() throws Exception {
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=3600000&concurrentPolls=1&concurrentConsumers=10"
                                + "&requestsPerSecond=10000")
                        .routeId("videos")
                        .autoStartup(false)
                        .process(seen::add);
            }
        });
        node.start();
        Fault slow = Fault.none().delayed(Duration.ofMillis(2500));
        Fault slowFailure = Fault.status(500).delayed(Duration.ofMillis(2500));
        gateway.emulator().nextQueries(slow, slowFailure, slow);
        createDueTasks(node, 4);

        node.getRouteController().startRoute("videos");

        await().until(() -> seen.size() >= 3);
        assertThat(gateway.emulator().calls(Call.QUERY)).isGreaterThan(3);
    }

    private static void createDueTasks(CamelContext node, int tasks) throws Exception {
        try (ProducerTemplate template = node.createProducerTemplate()) {
            for (int i = 0; i < tasks; i++) {
                template.sendBody(
                        "gemini-omni:adverts?requestsPerSecond=10000&pollInterval=1&maxPollInterval=1", "a cat");
            }
        }
    }

    @Test
    void ofManyTasksFewPollsAreThrottledAndAllVideosComeSoonAfterTheThrottling() throws Exception {
        int tasks = 50;
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=100&concurrentConsumers=100&concurrentPolls=8"
                                + "&requestsPerSecond=10000&pollInterval=20&maxPollInterval=50")
                        .routeId("videos")
                        .autoStartup(false)
                        .process(seen::add);
            }
        });
        node.start();
        createDueTasks(node, tasks);
        gateway.emulator().every(Call.QUERY, Fault.tooManyRequests().retryAfter("5"));

        node.getRouteController().startRoute("videos");
        await().until(() -> gateway.emulator().calls(Call.QUERY) > 0);
        await().during(Duration.ofSeconds(1)).until(() -> gateway.emulator().calls(Call.QUERY) <= 8);
        gateway.emulator().clearScript();

        await().until(() -> seen.size() == tasks);
    }

    @Test
    void theExchangesOfAPollAreNumbered() throws Exception {
        CamelContext node = start("concurrentConsumers=4&initialDelay=0&delay=200");
        finished(node, 4);

        node.getRouteController().resumeRoute("videos");

        await().until(() -> seen.size() == 4);
        assertThat(seen)
                .filteredOn(exchange -> exchange.getProperty(ExchangePropertyKey.BATCH_COMPLETE, Boolean.class))
                .allSatisfy(exchange -> assertThat(exchange.getProperty(ExchangePropertyKey.BATCH_INDEX, Integer.class))
                        .isEqualTo(exchange.getProperty(ExchangePropertyKey.BATCH_SIZE, Integer.class) - 1));
    }

    @Test
    void aFailedTaskThatIsOnlyReportedIsNotNumbered() throws Exception {
        CamelContext node = start("concurrentConsumers=4&initialDelay=0&delay=200");
        Timeline failed = Timeline.immediate().failed("no");
        gateway.emulator().nextTasks(failed, Timeline.immediate(), Timeline.immediate(), failed);
        finished(node, 4);

        node.getRouteController().resumeRoute("videos");

        await().until(() -> seen.size() == 2);
        double batches = seen.stream()
                .mapToDouble(exchange -> 1.0 / exchange.getProperty(ExchangePropertyKey.BATCH_SIZE, Integer.class))
                .sum();
        assertThat(seen)
                .filteredOn(exchange -> exchange.getProperty(ExchangePropertyKey.BATCH_COMPLETE, Boolean.class))
                .hasSize((int) batches);
        assertThat(batches).isBetween(1.0, 2.0);
    }

    @Test
    void aConsumerWithTwoThreadsForItsRunsIsRefused() {
        assertThatThrownBy(() -> start("scheduler.concurrentConsumers=2&" + FAST))
                .hasStackTraceContaining("scheduler.concurrentConsumers of channel adverts is 2")
                .hasStackTraceContaining("concurrentPolls");
    }

    @Test
    void aGreedyConsumerPollsAgainAtOnceAsLongAsThereIsSomething() throws Exception {
        CamelContext node = start("greedy=true&maxMessagesPerPoll=1&initialDelay=0&delay=3000");
        finished(node, 5);

        node.getRouteController().resumeRoute("videos");

        await().until(() -> seen.size() == 5);
        LongSummaryStatistics emitted = seen.stream()
                .mapToLong(exchange -> exchange.getClock().getCreated())
                .summaryStatistics();
        assertThat(emitted.getMax() - emitted.getMin()).isLessThan(4 * 3000);
    }

    @Test
    void anIdleConsumerBacksOff() throws Exception {
        start("backoffMultiplier=1000&backoffIdleThreshold=3&" + FAST);

        await().until(() -> polls.committed.size() == 3);

        await().during(Duration.ofMillis(300)).until(() -> polls.committed.size() == 3);
    }

    @Test
    void anEmptyMessageTellsOfAnIdlePoll() throws Exception {
        start("sendEmptyMessageWhenIdle=true&" + FAST);

        await().until(() -> !seen.isEmpty());
        assertThat(seen.element().getIn().getBody()).isNull();
    }

    @Test
    void nothingIsAskedBeforeTheInitialDelay() throws Exception {
        CamelContext node = start("initialDelay=60000&delay=20");
        create(node, "adverts");

        await().during(Duration.ofMillis(300)).until(() -> gateway.emulator().calls(Call.QUERY) == 0);
    }

    @Test
    void aRefusedKeyKeepsTheTaskTurnsTheConsumerDownAndUpAgain() throws Exception {
        CamelContext node = start(FAST);
        await().until(() -> health(node).getState() == HealthCheck.State.UP);
        gateway.emulator().every(Call.QUERY, Fault.status(401, "20001", "authentication failed"));

        VideoTask task = create(node, "adverts");

        await().until(() -> health(node).getState() == HealthCheck.State.DOWN && !polls.rolledBack.isEmpty());
        assertThat(fixture.state(task)).isEqualTo(TaskState.WAITING);

        gateway.emulator().clearScript();
        becomes(task, TaskState.DELIVERED);
        await().until(() -> health(node).getState() == HealthCheck.State.UP);
    }

    @Test
    void aConsumerIsReadyAfterItsFirstPoll() throws Exception {
        CamelContext node = start("initialDelay=300&delay=20");

        assertThat(health(node).getState()).isEqualTo(HealthCheck.State.DOWN);

        await().until(() -> health(node).getState() == HealthCheck.State.UP);
    }

    @Test
    void aHangingQuestionDoesNotHoldUpTheOtherTasks() throws Exception {
        CamelContext node = start("concurrentPolls=2&" + FAST);
        gateway.emulator().nextQueries(Fault.hang());
        VideoTask hung = create(node, "adverts");
        await().until(() -> gateway.emulator().task(hung.taskId()).queries() == 1);

        for (int i = 0; i < 3; i++) {
            create(node, "adverts");
        }

        await().until(() -> seen.size() == 3);
        assertThat(fixture.state(hung)).isEqualTo(TaskState.WAITING);
    }

    @Test
    void aMessageThatComesWithBridgeErrorHandlerFromAPollThatFailedIsNoVideo() throws Exception {
        CountDownLatch bridged = new CountDownLatch(1);
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                onException(io.geminiomni.camel.gateway.GatewayException.class)
                        .handled(true)
                        .process(exchange -> bridged.countDown());
                from("gemini-omni:adverts?bridgeErrorHandler=true&" + FAST).process(seen::add);
            }
        });
        node.start();
        gateway.emulator().nextQueries(Fault.status(503));

        create(node, "adverts");

        assertThat(bridged.await(1, TimeUnit.MINUTES)).isTrue();
        await().until(() -> seen.size() == 1);
    }

    /** Notes how polls ended. */
    private static final class Polls extends DefaultPollingConsumerPollStrategy {
        private final List<Integer> committed = new CopyOnWriteArrayList<>();
        private final List<Exception> rolledBack = new CopyOnWriteArrayList<>();

        @Override
        public void commit(org.apache.camel.Consumer consumer, Endpoint endpoint, int polledMessages) {
            committed.add(polledMessages);
        }

        @Override
        public boolean rollback(
                org.apache.camel.Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
            rolledBack.add(cause);
            return false;
        }
    }
}
