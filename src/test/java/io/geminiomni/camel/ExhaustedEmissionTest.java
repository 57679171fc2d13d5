package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A video whose emission ends its JVM never comes to the end of an attempt: it has to be parked all the same. */
class ExhaustedEmissionTest {
    private static final int ALLOWED = 3;
    private static final String OPTIONS = "maxDeliveryAttempts=" + ALLOWED;

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    private final List<Exchange> emitted = new CopyOnWriteArrayList<>();
    private ConsumerFixture fixture;

    enum Store {
        MEMORY,
        H2;

        VideoTaskRepository open() {
            if (this == MEMORY) {
                return new InMemoryVideoTaskRepository();
            }
            JdbcDataSource database = new JdbcDataSource();
            database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            return new JdbcVideoTaskRepository(database);
        }
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private CamelContext node(VideoTaskRepository tasks) throws Exception {
        fixture = new ConsumerFixture(gateway.baseUrl(), Clock.systemUTC(), tasks);
        return fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + OPTIONS + "&" + FAST)
                        .routeId("videos")
                        .autoStartup(false)
                        .process(emitted::add);
                from("direct:generate").to("gemini-omni:adverts?operation=generate&" + OPTIONS);
            }
        });
    }

    /** A task that so many processes have begun to emit, none of which came to an end. */
    private VideoTask begunToEmit(CamelContext node, TaskState state, int times) {
        VideoTask task = ConsumerFixture.create(node, "adverts");
        LeasedTask asked = fixture.tasks()
                .claim("adverts", task.key(), "dies", Duration.ofMinutes(1))
                .orElseThrow();
        VideoTask ended = asked.task()
                .become(state)
                .videoUrl(state == TaskState.FAILED ? null : gateway.baseUrl() + "/v.mp4")
                .errorMessage(state == TaskState.FAILED ? "unsafe" : null)
                .build();
        fixture.tasks().update(List.of(LeaseUpdate.release(asked.lease(), ended, Duration.ZERO)));
        for (int i = 0; i < times; i++) {
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !fixture.tasks()
                            .claim(Claim.toEmit("adverts", 1, "dies", Duration.ofMillis(1)))
                            .isEmpty());
        }
        assertThat(fixture.now(task).attempts()).isEqualTo(times);
        await().pollInterval(Duration.ofMillis(2)).until(() -> isFree(task));
        return task;
    }

    private boolean isFree(VideoTask task) {
        return fixture.tasks()
                .claim("adverts", task.key(), "looks", Duration.ofMinutes(1))
                .map(leased -> fixture.tasks()
                        .update(List.of(LeaseUpdate.release(
                                leased.lease(),
                                leased.task().toBuilder()
                                        .attempts(leased.task().attempts() - 1)
                                        .build(),
                                Duration.ZERO)))
                        .isEmpty())
                .orElse(false);
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void aConsumerParksItInsteadOfEmittingItOnceMore(Store store) throws Exception {
        CamelContext node = node(store.open());
        VideoTask exhausted = begunToEmit(node, TaskState.COMPLETED, ALLOWED);

        node.getRouteController().startRoute("videos");

        await().untilAsserted(() -> assertThat(fixture.state(exhausted)).isEqualTo(TaskState.PARKED));
        assertThat(emitted).isEmpty();
        assertThat(fixture.now(exhausted).attempts()).isEqualTo(ALLOWED);
        assertThat(fixture.now(exhausted).errorMessage())
                .contains("Parked after 3 delivery attempts", "its process ended");
        assertThat(fixture.tasks().unpark("adverts", null)).isEqualTo(1);
        await().until(() -> emitted.size() == 1);
    }

    @Test
    void theLastAllowedAttemptIsMade() throws Exception {
        CamelContext node = node(Store.MEMORY.open());
        VideoTask task = begunToEmit(node, TaskState.COMPLETED, ALLOWED - 1);

        node.getRouteController().startRoute("videos");

        await().untilAsserted(() -> assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED));
        assertThat(emitted).hasSize(1);
    }

    @Test
    void aFailureWhoseReportsEndTheirProcessesCountsAsReported() throws Exception {
        CamelContext node = node(Store.MEMORY.open());
        VideoTask failed = begunToEmit(node, TaskState.FAILED, ALLOWED);

        node.getRouteController().startRoute("videos");

        await().untilAsserted(() -> assertThat(fixture.state(failed)).isEqualTo(TaskState.DELIVERED));
        assertThat(emitted).isEmpty();
    }

    @Test
    void whoTakesOneVideoAtATimeGetsTheNextOne() throws Exception {
        CamelContext node = node(Store.MEMORY.open());
        VideoTask exhausted = begunToEmit(node, TaskState.COMPLETED, ALLOWED);
        VideoTask next = begunToEmit(node, TaskState.COMPLETED, 0);

        try (var consumer = node.createConsumerTemplate()) {
            Exchange taken = consumer.receive("gemini-omni:adverts?" + OPTIONS, 5000);
            assertThat(taken.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID))
                    .isEqualTo(next.taskId());
            consumer.doneUoW(taken);
        }

        assertThat(fixture.state(exhausted)).isEqualTo(TaskState.PARKED);
    }

    @Test
    void anExchangeThatWaitsForItIsToldThatItIsParked() throws Exception {
        CamelContext node = node(Store.MEMORY.open());
        VideoTask exhausted = begunToEmit(node, TaskState.COMPLETED, ALLOWED);

        assertThat(generate(node, exhausted).getException(VideoTaskTimeoutException.class))
                .hasMessageContaining("it is parked: Parked after 3 delivery attempts");
        assertThat(fixture.state(exhausted)).isEqualTo(TaskState.PARKED);
    }

    @Test
    void anExchangeThatWaitsForAFailureIsToldOfIt() throws Exception {
        CamelContext node = node(Store.MEMORY.open());
        VideoTask failed = begunToEmit(node, TaskState.FAILED, ALLOWED);

        assertThat(generate(node, failed).getException()).isInstanceOf(VideoTaskFailedException.class);
    }

    private static Exchange generate(CamelContext node, VideoTask task) throws Exception {
        try (var template = node.createProducerTemplate()) {
            return template.request("direct:generate", exchange -> {
                exchange.getIn().setBody("a cat on the moon");
                exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, task.key());
            });
        }
    }
}
