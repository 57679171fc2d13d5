package io.geminiomni.camel.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.observe.OpenChannel;
import io.geminiomni.camel.observe.SubmissionEvent;
import io.geminiomni.camel.observe.TaskEvent;
import io.geminiomni.camel.task.TaskState;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class MicrometerListenerTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MicrometerListener listener = new MicrometerListener(meters, "camel-1");

    private void submitted(String channel, String model) {
        listener.submitted(new SubmissionEvent(
                channel, model, SubmissionEvent.Outcome.ACCEPTED, Duration.ofMillis(70), null, null));
    }

    private Stream<String> values(String tag) {
        return meters.getMeters().stream()
                .map(meter -> meter.getId().getTag(tag))
                .filter(Objects::nonNull)
                .distinct();
    }

    @Test
    void modelsAndChannelsWithoutEndBecomeOther() {
        for (int i = 0; i < 500; i++) {
            submitted("channel-" + i, "model-" + i);
        }

        assertThat(values("gen_ai.request.model")).hasSize(21).contains("model-0", "model-19", "other");
        assertThat(values("channel")).hasSize(101).contains("channel-99", "other");
    }

    /** With {@code strict=false} a model and a resolution may be any text. */
    @Test
    void textThatIsNoNameBecomesOther() {
        for (String text : List.of("a cat on the moon", "https://cdn.example/v.mp4?sig=1", "x".repeat(101), "a\nb")) {
            submitted("adverts", text);
            listener.ended(
                    new TaskEvent("adverts", text, text, TaskEvent.Outcome.COMPLETED, Duration.ofSeconds(40), 3));
        }
        submitted("adverts", "google/omni-2:latest");

        assertThat(values("gen_ai.request.model")).containsExactlyInAnyOrder("other", "google/omni-2:latest");
        assertThat(values("resolution")).containsExactly("other");
    }

    @Test
    void aChannelWithTheNameOtherIsCounted() {
        listener.opened(channel("other", () -> Map.of("WAITING", 3L)));

        assertThat(meters.get("camel.gemini.omni.tasks")
                        .tag("state", "waiting")
                        .gauge()
                        .value())
                .isEqualTo(3);
    }

    @Test
    void whatMayHaveBeenSpentIsCounted() {
        for (SubmissionEvent.Outcome outcome : SubmissionEvent.Outcome.values()) {
            listener.submitted(
                    new SubmissionEvent("adverts", "m", outcome, Duration.ZERO, new BigDecimal("0.25"), "EUR"));
            listener.submitted(new SubmissionEvent("adverts", "m", outcome, Duration.ZERO, null, "EUR"));
        }
        submitted("adverts", "m");

        assertThat(meters.get("camel.gemini.omni.cost").counters())
                .extracting(counter -> counter.getId().getTag("outcome") + " "
                        + counter.getId().getTag("unit") + " " + counter.count())
                .containsExactlyInAnyOrder("accepted EUR 0.25", "unknown EUR 0.25");
        for (int i = 0; i < 20; i++) {
            listener.submitted(new SubmissionEvent(
                    "adverts", "m", SubmissionEvent.Outcome.ACCEPTED, Duration.ZERO, BigDecimal.ONE, "unit-" + i));
        }
        assertThat(values("unit")).hasSize(6).contains("EUR", "unit-3", "other");
    }

    @Test
    void resolutionsWithoutEndBecomeOther() {
        for (int i = 0; i < 50; i++) {
            listener.ended(
                    new TaskEvent("adverts", "m", i + "p", TaskEvent.Outcome.COMPLETED, Duration.ofSeconds(40), 3));
        }
        listener.ended(new TaskEvent("adverts", "m", null, TaskEvent.Outcome.COMPLETED, Duration.ofSeconds(40), 3));

        assertThat(values("resolution")).hasSize(12).contains("0p", "9p", "other", "none");
    }

    @Test
    void theGenerationHasAHistogramInMinutes() {
        listener.ended(new TaskEvent("adverts", "m", "720p", TaskEvent.Outcome.COMPLETED, Duration.ofSeconds(100), 3));

        Map<Double, Double> buckets = Stream.of(meters.get("camel.gemini.omni.generation")
                        .timer()
                        .takeSnapshot()
                        .histogramCounts())
                .collect(Collectors.toMap(bucket -> bucket.bucket(TimeUnit.SECONDS), bucket -> bucket.count()));
        assertThat(buckets).containsEntry(90.0, 0.0).containsEntry(120.0, 1.0);
    }

    @Test
    void allStatesAreCountedAndReadOnceForAScrape() {
        AtomicInteger reads = new AtomicInteger();
        listener.opened(channel("adverts", () -> {
            reads.incrementAndGet();
            return Map.of("WAITING", 3L);
        }));

        assertThat(meters.get("camel.gemini.omni.tasks").gauges())
                .hasSize(TaskState.values().length)
                .extracting(gauge -> gauge.getId().getTag("state") + "=" + gauge.value())
                .contains("waiting=3.0", "parked=0.0", "not_accepted=0.0");
        assertThat(reads).hasValue(1);

        listener.closed("adverts");
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadHasNoCounts() {
        listener.opened(channel("adverts", () -> {
            throw new IllegalStateException("the database is gone");
        }));

        assertThat(meters.get("camel.gemini.omni.tasks")
                        .tag("state", "waiting")
                        .gauge()
                        .value())
                .isNaN();
    }

    @Test
    void theCountsAreReadAgainAfterAWhile() {
        AtomicInteger time = new AtomicInteger();
        AtomicInteger reads = new AtomicInteger();
        TaskGauges gauges = new TaskGauges(
                channel("adverts", () -> Map.of("WAITING", (long) reads.incrementAndGet())),
                () -> Duration.ofSeconds(time.get()).toNanos());

        assertThat(gauges.count("WAITING")).isEqualTo(1);
        time.set(1);
        assertThat(gauges.count("WAITING")).isEqualTo(1);
        time.set(2);
        assertThat(gauges.count("WAITING")).isEqualTo(2);
    }

    @Test
    void aDeliveryWithoutATimeHasNoDelay() {
        listener.delivered(new DeliveryEvent("adverts", DeliveryEvent.Outcome.LOST, null));

        assertThat(meters.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .containsExactly("camel.gemini.omni.deliveries");
    }

    @Test
    void oneOfSeveralRegistriesIsTheOneWithCamelsNameOrTheComposite() {
        try (DefaultCamelContext none = new DefaultCamelContext();
                DefaultCamelContext two = new DefaultCamelContext();
                DefaultCamelContext named = new DefaultCamelContext();
                DefaultCamelContext composite = new DefaultCamelContext()) {
            for (CamelContext context : new CamelContext[] {two, named, composite}) {
                context.getRegistry().bind("one", new SimpleMeterRegistry());
                context.getRegistry().bind("other", new SimpleMeterRegistry());
            }
            named.getRegistry().bind("metricsRegistry", meters);
            composite.getRegistry().bind("all", new CompositeMeterRegistry());

            MicrometerListenerFactory factory = new MicrometerListenerFactory();
            assertThat(factory.create(none)).isEmpty();
            assertThat(factory.create(two)).as("which of the two is not known").isEmpty();
            assertThat(factory.create(named)).isPresent();
            assertThat(factory.create(composite)).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OpenChannel channel(String name, Supplier<Map<String, Long>> counts) {
        return new OpenChannel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String component() {
                return "gemini-omni";
            }

            @Override
            public Map<String, Long> taskCounts() {
                return counts.get();
            }
        };
    }
}
