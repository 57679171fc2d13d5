package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What a meter registry of a context gets to know of what the component does. */
class MetricsTest extends ConsumerTestSupport {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private CamelContext node(RouteBuilder... routes) throws Exception {
        CamelContext node = fixture.prepare(routes);
        node.getRegistry().bind("meters", meters);
        node.start();
        return node;
    }

    private RequiredSearch meter(String name, String... tags) {
        return meters.get("camel.gemini.omni." + name).tags(tags);
    }

    private double count(String name, String... tags) {
        Counter counter = meters.find("camel.gemini.omni." + name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    private static RouteBuilder videos(AtomicInteger failures) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + ConsumerFixture.FAST)
                        .routeId("videos")
                        .convertBodyTo(byte[].class)
                        .process(exchange -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("the disk is full");
                            }
                        });
            }
        };
    }

    @Test
    void aVideoIsMeasuredFromItsSubmissionToItsDelivery() throws Exception {
        CamelContext node = node(videos(new AtomicInteger()));
        VideoTask task = ConsumerFixture.create(node, "adverts");
        becomes(task, TaskState.DELIVERED);
        await().untilAsserted(() -> assertThat(count("deliveries", "channel", "adverts", "outcome", "delivered"))
                .isEqualTo(1));

        assertThat(count(
                        "submissions",
                        "camelContext",
                        node.getName(),
                        "channel",
                        "adverts",
                        "gen_ai.request.model",
                        "Gemini-Omini",
                        "outcome",
                        "accepted"))
                .isEqualTo(1);
        assertThat(meters.get("gen_ai.client.operation.duration")
                        .tags(
                                "gen_ai.operation.name",
                                "generate_content",
                                "gen_ai.request.model",
                                "Gemini-Omini",
                                "error.type",
                                "none")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meter("generation", "channel", "adverts", "outcome", "completed", "resolution", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meter("polls", "channel", "adverts", "outcome", "completed")
                        .summary()
                        .totalAmount())
                .isEqualTo(fixture.now(task).polls());
        assertThat(meter("delivery.delay", "channel", "adverts").timer().count())
                .isEqualTo(1);
        assertThat(meter("download.size", "outcome", "completed").summary().totalAmount())
                .isGreaterThan(1_000);
        assertThat(meter("download.duration", "outcome", "completed").timer().count())
                .isEqualTo(1);
        assertThat(meter("store", "operation", "begin", "outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meter("store", "operation", "claim").timers()).isNotEmpty();
    }

    @Test
    void theTasksAreCountedByStateAsLongAsTheirChannelIsOpen() throws Exception {
        gateway.emulator().nextTasks(Timeline.standard().stuck());
        CamelContext node = node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + ConsumerFixture.FAST).to("log:videos");
            }
        });
        ConsumerFixture.create(node, "adverts");

        await().untilAsserted(() -> assertThat(meter("tasks", "channel", "adverts", "state", "waiting")
                        .gauge()
                        .value())
                .isEqualTo(1));
        assertThat(meter("tasks", "channel", "adverts", "state", "parked")
                        .gauge()
                        .value())
                .isZero();

        node.stop();
        assertThat(meters.find("camel.gemini.omni.tasks").gauges()).isEmpty();
    }

    @Test
    void aChannelOfTheSameNameInAnotherComponentIsCountedApart() throws Exception {
        CamelContext node = node();
        GeminiOmniComponent second = new GeminiOmniComponent();
        second.setBaseUrl(gateway.baseUrl());
        second.setApiKey("sk-test");
        node.addComponent("second-omni", second);
        node.getEndpoint("second-omni:adverts").start();
        ConsumerFixture.create(node, "adverts");

        assertThat(meters.get("camel.gemini.omni.tasks").tag("state", "waiting").gauges())
                .extracting(gauge -> gauge.getId().getTag("component") + " " + gauge.value())
                .containsExactlyInAnyOrder("gemini-omni 1.0", "second-omni 0.0");

        node.getEndpoint("second-omni:adverts").stop();
        assertThat(meters.get("camel.gemini.omni.tasks").tag("state", "waiting").gauges())
                .hasSize(1);
    }

    @Test
    void eachOutcomeOfASubmissionIsCounted() throws Exception {
        CamelContext node = node();
        gateway.emulator().nextCreates(Fault.tooManyRequests(), Fault.status(400), Fault.resetAfterRequest());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ConsumerFixture.create(node, "adverts"))
                    .isInstanceOf(CamelExecutionException.class);
        }
        try (var template = node.createProducerTemplate()) {
            for (int i = 0; i < 2; i++) {
                template.requestBody("gemini-omni:adverts?idempotencyKey=the-same", "a cat");
            }
        }

        for (String outcome : List.of("not_accepted", "rejected", "unknown", "accepted", "duplicate")) {
            assertThat(count("submissions", "channel", "adverts", "outcome", outcome))
                    .as(outcome)
                    .isEqualTo(1);
        }
        assertThat(meters.get("gen_ai.client.operation.duration").timers())
                .as("calls that were sent")
                .hasSize(4)
                .allMatch(timer -> timer.count() == 1);
    }

    @Test
    void aDeliveryThatFailsIsCountedApart() throws Exception {
        CamelContext node = node(videos(new AtomicInteger(1)));
        VideoTask task = ConsumerFixture.create(node, "adverts");
        becomes(task, TaskState.DELIVERED);

        await().untilAsserted(() ->
                assertThat(count("deliveries", "outcome", "delivered")).isEqualTo(1));
        assertThat(count("deliveries", "outcome", "failed")).isEqualTo(1);
    }

    @Test
    void aFailedTaskIsCountedWhenItIsReported() throws Exception {
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe"));
        CamelContext node = node(videos(new AtomicInteger()));
        becomes(ConsumerFixture.create(node, "adverts"), TaskState.DELIVERED);

        await().untilAsserted(() ->
                assertThat(count("deliveries", "outcome", "reported")).isEqualTo(1));
        assertThat(meter("generation", "outcome", "failed").timer().count()).isEqualTo(1);
        assertThat(meters.find("camel.gemini.omni.delivery.delay").timers()).isEmpty();
    }

    @Test
    void throttlingIsMeasuredInSeconds() throws Exception {
        gateway.emulator().nextQueries(Fault.tooManyRequests().retryAfter("1"));
        CamelContext node = node(videos(new AtomicInteger()));
        ConsumerFixture.create(node, "adverts");

        await().untilAsserted(() -> assertThat(count("throttled")).isCloseTo(1.0, within(0.5)));
    }

    @Test
    void aDownloadThatIsNotReadToItsEndIsCountedApart() throws Exception {
        CamelContext node = node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + ConsumerFixture.FAST).process(exchange -> {
                    try (var in = exchange.getMessage().getBody(InputStream.class)) {
                        assertThat(in.read()).isNotNegative();
                    }
                });
            }
        });
        becomes(ConsumerFixture.create(node, "adverts"), TaskState.DELIVERED);

        assertThat(meter("download.duration", "outcome", "closed").timer().count())
                .isEqualTo(1);
    }

    @Test
    void noTagHasASecretOrAValueOfATask() throws Exception {
        CamelContext node = node(videos(new AtomicInteger()));
        VideoTask task = ConsumerFixture.create(node, "adverts");
        becomes(task, TaskState.DELIVERED);
        VideoTask done = fixture.now(task);

        assertThat(meters.getMeters()).hasSizeGreaterThan(10);
        assertThat(meters.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getValue)
                .doesNotContain(
                        done.key(),
                        done.taskId(),
                        done.videoUrl(),
                        done.request().prompt(),
                        "sk-test")
                .noneMatch(value -> value.contains("://"));
        assertThat(meters.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .allMatch(name -> name.startsWith("camel.gemini.omni.") || name.startsWith("gen_ai."));
    }

    @Test
    void aRegistryThatFailsStopsNothing() throws Exception {
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("no meters today");
            }
        });
        CamelContext node = node(videos(new AtomicInteger()));

        becomes(ConsumerFixture.create(node, "adverts"), TaskState.DELIVERED);
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void withoutARegistryThereAreNoMeters() throws Exception {
        CamelContext node = fixture.node(videos(new AtomicInteger()));
        becomes(ConsumerFixture.create(node, "adverts"), TaskState.DELIVERED);

        assertThat(meters.getMeters()).isEmpty();
    }
}
