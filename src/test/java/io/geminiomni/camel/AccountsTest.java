package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of paid tasks when the API key or the base URL is another one than when they were made. */
class AccountsTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final List<CamelContext> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(CamelContext::stop);
    }

    @Test
    void aRotatedKeyAdoptsItsWaitingTasks() throws Exception {
        VideoTask task = create();
        emulator().task(task.taskId()).follow(Timeline.immediate().processing(1));
        emulator().apiKey("sk-rotated");

        consume("sk-rotated", gateway.baseUrl(), "");

        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
        assertThat(now(task).account()).isNotEqualTo(task.account());
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aTaskIsAskedForHoweverItsBaseUrlIsSpelt() throws Exception {
        VideoTask task = create();
        CamelContext node = node("sk-test", gateway.baseUrl().replace("http://", "HTTP://") + "/");

        consume(node, "");

        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
    }

    @Test
    void anExchangeWaitsForATaskHoweverItsBaseUrlIsSpelt() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        VideoTask task = create();
        CamelContext node = node("sk-test", gateway.baseUrl() + "/");

        assertThat(generate(node, task, "&generateTimeout=1")).hasMessageContaining("generateTimeout is over");
    }

    @Test
    void howManyTasksAreLeftIsShownWhereOperatorsLook() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();
        emulator().apiKey("sk-other");
        CamelContext other = consume("sk-other", gateway.baseUrl(), "");

        await().untilAsserted(() -> assertThat(left(other)).isEqualTo(1));
        HealthCheck.Result health = HealthCheckRegistry.get(other)
                .getCheck("gemini-omni:adverts")
                .orElseThrow()
                .call();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(health.getDetails()).containsEntry("tasks.leftToOtherAccounts", 1);
        assertThat(health.getMessage().orElseThrow())
                .contains("made with another API key", "under the present one: 1", "start a consumer with their key")
                .contains("may be gone after " + task.submittedAt().plus(Duration.ofDays(3)));
    }

    @Test
    void aTaskThatIsLeftIsAskedForOnceAndNotClaimedAgain() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();
        Map<String, Integer> calls = new ConcurrentHashMap<>();
        emulator().apiKey("sk-other");
        CamelContext other = node("sk-other", gateway.baseUrl());
        other.getComponent("gemini-omni", GeminiOmniComponent.class).setTaskRepository(counting(calls));
        consume(other, "");
        await().until(() -> calls.containsKey("update"));
        calls.remove("claim");

        await().until(() -> calls.getOrDefault("claim", 0) > 20);

        assertThat(calls).containsEntry("update", 1);
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(1);
        assertThat(now(task).polls()).isEqualTo(1);
        assertThat(now(task).errorMessage()).contains("left to a consumer with its key");
    }

    private VideoTaskRepository counting(Map<String, Integer> calls) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    return method.invoke(tasks, arguments);
                });
    }

    private static int left(CamelContext node) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName consumers =
                new ObjectName("org.apache.camel:context=" + node.getManagementName() + ",type=consumers,*");
        ObjectName consumer = server.queryNames(consumers, null).iterator().next();
        assertThat(server.getAttribute(consumer, "Delay"))
                .as("what Camel tells of every consumer")
                .isEqualTo(20L);
        return (Integer) server.getAttribute(consumer, "TasksLeftToOtherAccounts");
    }

    @Test
    void anExchangeThatWaitsWithAnotherKeyLeavesTheTaskToItsOwnWhateverItsAge() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();
        emulator().apiKey("sk-other");
        CamelContext other = node("sk-other", gateway.baseUrl());

        VideoTaskTimeoutException left = generate(other, task, "&taskTimeout=1&abandonAfter=1");

        assertThat(left)
                .hasMessageContaining(task.taskId())
                .hasMessageContaining("made with another API key")
                .hasMessageContaining("stays on its channel");
        assertThat(now(task).state()).isEqualTo(TaskState.WAITING);
        assertThat(now(task).account()).isEqualTo(task.account());
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
        other.stop();

        emulator().apiKey("sk-test");
        emulator().task(task.taskId()).follow(Timeline.immediate());
        consume("sk-test", gateway.baseUrl(), "");
        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
    }

    @Test
    void anExchangeThatWaitsAtAnotherBaseUrlAsksNothingAndHoldsNothing() throws Exception {
        VideoTask task = create();
        try (GatewayEmulator wrong = GatewayEmulator.start()) {
            CamelContext node = node("sk-test", wrong.baseUrl());

            assertThat(generate(node, task, ""))
                    .hasMessageContaining("created at " + gateway.baseUrl())
                    .hasMessageContaining("this endpoint polls " + wrong.baseUrl())
                    .hasMessageContaining("stays on its channel");
            assertThat(wrong.requests()).isEmpty();
        }
        assertThat(tasks.claim("adverts", task.key(), "another", Duration.ofSeconds(1)))
                .isPresent();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    /** Submits the same request under the same key once more, and waits for its video. */
    private static VideoTaskTimeoutException generate(CamelContext node, VideoTask task, String options)
            throws Exception {
        try (var template = node.createProducerTemplate()) {
            return template.request("gemini-omni:adverts?operation=generate" + options, exchange -> {
                        exchange.getIn().setBody("a cat");
                        exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, task.key());
                    })
                    .getException(VideoTaskTimeoutException.class);
        }
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowUnderAnotherKeyIsLeftForItsOwnWhateverItsAge() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();
        emulator().apiKey("sk-other");

        CamelContext other = consume("sk-other", gateway.baseUrl(), "taskTimeout=1&abandonAfter=1");

        await().untilAsserted(() -> assertThat(now(task).polls()).isPositive());
        assertThat(now(task).state()).isEqualTo(TaskState.WAITING);
        assertThat(now(task).account()).isEqualTo(task.account());
        assertThat(now(task).errorMessage())
                .contains(
                        task.account(),
                        "may be gone after",
                        task.submittedAt().plus(Duration.ofDays(3)).toString());
        assertThat(health(other).getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void aTaskThatWasLeftIsStillEmittedByANodeWithItsKey() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();
        emulator().apiKey("sk-other");
        CamelContext other = consume("sk-other", gateway.baseUrl(), "");
        await().untilAsserted(() -> assertThat(now(task).polls()).isPositive());
        other.stop();

        emulator().apiKey("sk-test");
        emulator().task(task.taskId()).follow(Timeline.immediate());
        consume("sk-test", gateway.baseUrl(), "");

        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
        assertThat(now(task).account()).isEqualTo(task.account());
    }

    @Test
    void aRefusedKeyKeepsEveryTaskAndTurnsTheHealthCheckDown() throws Exception {
        VideoTask task = create();
        emulator().apiKey("sk-rotated");

        CamelContext node = consume("sk-test", gateway.baseUrl(), "taskTimeout=1&abandonAfter=1");

        await().untilAsserted(() -> assertThat(health(node).getState()).isEqualTo(HealthCheck.State.DOWN));
        await().untilAsserted(() -> assertThat(now(task).polls()).isGreaterThan(12));
        assertThat(now(task).state()).isEqualTo(TaskState.WAITING);

        emulator().apiKey("sk-test");
        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
        await().untilAsserted(() -> assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void aWrongBaseUrlFailsNoTask() throws Exception {
        VideoTask task = create();
        try (GatewayEmulator wrong = GatewayEmulator.start()) {
            CamelContext node = consume("sk-test", wrong.baseUrl(), "taskTimeout=1&abandonAfter=1");
            await().untilAsserted(() -> assertThat(health(node).getState()).isEqualTo(HealthCheck.State.UP));
            node.stop();
            assertThat(wrong.requests()).isEmpty();
        }
        assertThat(now(task).state()).isEqualTo(TaskState.WAITING);

        consume("sk-test", gateway.baseUrl(), "");

        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.DELIVERED));
    }

    @Test
    void aTaskThatItsOwnGatewayDoesNotKnowIsParkedWithThatReasonAfterTheTaskTimeout() throws Exception {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        VideoTask task = create();

        consume("sk-test", gateway.baseUrl(), "taskTimeout=1");

        await().untilAsserted(() -> assertThat(now(task).state()).isEqualTo(TaskState.PARKED));
        assertThat(now(task).errorMessage()).contains("has not known this task", "base URL", "API key");
    }

    private VideoTask create() throws Exception {
        CamelContext node = node("sk-test", gateway.baseUrl());
        try (var template = node.createProducerTemplate()) {
            return template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        } finally {
            node.stop();
        }
    }

    private CamelContext consume(String apiKey, String baseUrl, String options) throws Exception {
        return consume(node(apiKey, baseUrl), options);
    }

    private static CamelContext consume(CamelContext node, String options) throws Exception {
        node.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=20" + (options.isEmpty() ? "" : "&" + options))
                        .routeId("videos")
                        .to("mock:videos");
            }
        });
        return node;
    }

    private CamelContext node(String apiKey, String baseUrl) {
        CamelContext node = new DefaultCamelContext();
        GeminiOmniComponent component = node.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(baseUrl);
        component.setApiKey(apiKey);
        component.setTaskRepository(tasks);
        component.setPollInterval(10);
        component.setMaxPollInterval(30);
        nodes.add(node);
        node.start();
        return node;
    }

    private static HealthCheck.Result health(CamelContext node) {
        DefaultConsumer consumer = (DefaultConsumer) node.getRoute("videos").getConsumer();
        return consumer.getHealthCheck().call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS));
    }

    private VideoTask now(VideoTask task) {
        return tasks.find(task.channel(), task.key()).orElseThrow();
    }

    private GatewayEmulator emulator() {
        return gateway.emulator();
    }
}
