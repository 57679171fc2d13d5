package io.geminiomni.camel.metrics;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.observe.DownloadEvent;
import io.geminiomni.camel.observe.OpenChannel;
import io.geminiomni.camel.observe.StoreEvent;
import io.geminiomni.camel.observe.SubmissionEvent;
import io.geminiomni.camel.observe.TaskEvent;
import io.geminiomni.camel.task.TaskState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps the meters of a component. Their names and tags are those of docs/observability.md. No tag has a key, a URL, a task id or
 * a prompt, and each has a bounded number of values.
 */
final class MicrometerListener implements ChannelListener {
    private static final String PREFIX = "camel.gemini.omni.";
    private static final int MAX_CHANNELS = 100;
    private static final int MAX_MODELS = 20;
    private static final int MAX_RESOLUTIONS = 10;
    private static final int MAX_UNITS = 5;

    /** Those of {@code gen_ai.client.operation.duration}. */
    private static final Duration[] CALL_BUCKETS =
            millis(10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920);

    private static final Duration[] GENERATION_BUCKETS =
            seconds(10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200);
    private static final Duration[] DELAY_BUCKETS = seconds(1, 5, 10, 30, 60, 300, 900, 3_600, 21_600, 86_400);
    private static final Duration[] STORE_BUCKETS = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000);
    private static final Duration[] DOWNLOAD_BUCKETS = seconds(1, 2, 5, 10, 30, 60, 120, 300, 900);

    private final MeterRegistry registry;
    private final Tags common;
    private final BoundedValues channels = new BoundedValues(MAX_CHANNELS);
    private final BoundedValues models = new BoundedValues(MAX_MODELS);
    private final BoundedValues resolutions = new BoundedValues(MAX_RESOLUTIONS);
    private final BoundedValues units = new BoundedValues(MAX_UNITS);
    private final Map<String, List<Meter>> gauges = new ConcurrentHashMap<>();

    MicrometerListener(MeterRegistry registry, String context) {
        this.registry = registry;
        this.common = Tags.of("camelContext", context);
    }

    @Override
    public void submitted(SubmissionEvent event) {
        String outcome = BoundedValues.of(event.outcome());
        String model = models.of(event.model());
        Counter.builder(PREFIX + "submissions")
                .description("Submissions by outcome")
                .tags(ofChannel(event.channel()).and("gen_ai.request.model", model, "outcome", outcome))
                .register(registry)
                .increment();
        countCost(event, outcome);
        if (wasSent(event.outcome())) {
            Timer.builder("gen_ai.client.operation.duration")
                    .description("The calls that create a task at the gateway")
                    .tags(common.and(
                            "gen_ai.operation.name",
                            "generate_content",
                            "gen_ai.provider.name",
                            "gemini_omni",
                            "gen_ai.request.model",
                            model,
                            "error.type",
                            event.outcome() == SubmissionEvent.Outcome.ACCEPTED ? BoundedValues.NONE : outcome))
                    .serviceLevelObjectives(CALL_BUCKETS)
                    .register(registry)
                    .record(event.duration());
        }
    }

    /** What was spent, or may have been. */
    private void countCost(SubmissionEvent event, String outcome) {
        boolean maySpend = event.outcome() == SubmissionEvent.Outcome.ACCEPTED
                || event.outcome() == SubmissionEvent.Outcome.UNKNOWN;
        if (maySpend && event.cost() != null && event.unit() != null) {
            Counter.builder(PREFIX + "cost")
                    .description("What the requests cost that the gateway accepted, or may have accepted")
                    .tags(ofChannel(event.channel()).and("outcome", outcome, "unit", units.of(event.unit())))
                    .register(registry)
                    .increment(event.cost().doubleValue());
        }
    }

    private static boolean wasSent(SubmissionEvent.Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED, NOT_ACCEPTED, REJECTED, UNKNOWN -> true;
            case NOT_SENT, OVER_BUDGET, DUPLICATE -> false;
        };
    }

    @Override
    public void ended(TaskEvent event) {
        Tags tags = ofChannel(event.channel()).and("outcome", BoundedValues.of(event.outcome()));
        if (event.generation() != null) {
            Timer.builder(PREFIX + "generation")
                    .description("The time from the creation of a task to its end")
                    .tags(tags.and(
                            "gen_ai.request.model",
                            models.of(event.model()),
                            "resolution",
                            resolutions.of(event.resolution())))
                    .serviceLevelObjectives(GENERATION_BUCKETS)
                    .register(registry)
                    .record(event.generation());
        }
        DistributionSummary.builder(PREFIX + "polls")
                .description("Polls of a task until its end")
                .tags(tags)
                .register(registry)
                .record(event.polls());
    }

    @Override
    public void throttled(Duration pause) {
        Counter.builder(PREFIX + "throttled")
                .description("How long nothing was polled because the gateway throttled the account")
                .baseUnit("seconds")
                .tags(common)
                .register(registry)
                .increment(pause.toMillis() / 1_000.0);
    }

    @Override
    public void delivered(DeliveryEvent event) {
        Tags tags = ofChannel(event.channel());
        Counter.builder(PREFIX + "deliveries")
                .description("Attempts to deliver a video or to report a failure, by outcome")
                .tags(tags.and("outcome", BoundedValues.of(event.outcome())))
                .register(registry)
                .increment();
        if (event.sinceDone() != null) {
            Timer.builder(PREFIX + "delivery.delay")
                    .description("The time from the completion of a video to its delivery")
                    .tags(tags)
                    .serviceLevelObjectives(DELAY_BUCKETS)
                    .register(registry)
                    .record(event.sinceDone());
        }
    }

    @Override
    public void downloaded(DownloadEvent event) {
        Tags tags = common.and("outcome", BoundedValues.of(event.outcome()));
        DistributionSummary.builder(PREFIX + "download.size")
                .description("The received bytes of a download")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry)
                .record((double) event.bytes());
        Timer.builder(PREFIX + "download.duration")
                .description("How long a download waited for the host")
                .tags(tags)
                .serviceLevelObjectives(DOWNLOAD_BUCKETS)
                .register(registry)
                .record(event.duration());
    }

    @Override
    public void stored(StoreEvent event) {
        Timer.builder(PREFIX + "store")
                .description("Operations of the task store")
                .tags(common.and("operation", event.operation(), "outcome", event.failed() ? "failed" : "succeeded"))
                .serviceLevelObjectives(STORE_BUCKETS)
                .register(registry)
                .record(event.duration());
    }

    @Override
    public void opened(OpenChannel channel) {
        String name = channels.of(channel.name());
        if (name.equals(channel.name())) {
            TaskGauges tasks = new TaskGauges(channel, System::nanoTime);
            Tags tags = ofChannel(name).and("component", channel.component());
            gauges.put(
                    name,
                    Stream.of(TaskState.values())
                            .map(state -> gauge(tags, state, tasks))
                            .toList());
        }
    }

    private Meter gauge(Tags ofChannel, TaskState state, TaskGauges tasks) {
        return Gauge.builder(PREFIX + "tasks", tasks, counted -> counted.count(state.name()))
                .description("The present tasks by state")
                .strongReference(true)
                .tags(ofChannel.and("state", BoundedValues.of(state)))
                .register(registry);
    }

    @Override
    public void closed(String channel) {
        List<Meter> ofChannel = gauges.remove(channel);
        if (ofChannel != null) {
            ofChannel.forEach(registry::remove);
        }
    }

    private Tags ofChannel(String channel) {
        return common.and("channel", channels.of(channel));
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private static Duration[] seconds(long... seconds) {
        return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
    }
}
