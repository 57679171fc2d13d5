package io.geminiomni.camel.channel;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.poll.UnpolledTasks;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Readiness of a channel, and which of its tasks need an operator. It is DOWN when the task store cannot be read, as then nothing
 * can be submitted or emitted, and when the gateway rejects the API key. Tasks that need an operator are details and a message,
 * and no reason to be DOWN, as no restart repairs them. Whether the gateway can be reached is checked by the consumers.
 */
public final class ChannelHealthCheck extends ReadinessCheck {
    /** A video that was emitted so often counts as failing. */
    static final int FAILING_ATTEMPTS = 3;

    private static final Duration SOON = Duration.ofDays(1);

    private final String channel;
    private final Supplier<List<Source>> sources;
    private final IntSupplier unrecorded;
    private final Clock clock;

    record Source(Endpoint endpoint, Channel channel) {}

    /**
     * @param scheme the name of the component, as two components of a context may have a channel of the same name
     * @param sources one for each endpoint
     * @param unrecorded how many outcomes the task store has not recorded yet
     */
    ChannelHealthCheck(
            String scheme, String channel, Supplier<List<Source>> sources, IntSupplier unrecorded, Clock clock) {
        super(scheme + ":" + channel, Map.of("channel", channel));
        this.channel = channel;
        this.sources = sources;
        this.unrecorded = unrecorded;
        this.clock = clock;
    }

    @Override
    Result check(HealthCheckResultBuilder result) {
        int missing = unrecorded.getAsInt();
        result.detail("outcomes.unrecorded", missing);
        try {
            report(result, missing);
            GatewayAuthenticationException rejection = rejection();
            return rejection == null
                    ? result.up().build()
                    : result.message("Channel " + channel
                                    + ": the gateway rejects the API key, so that no poll of a task is"
                                    + " answered; no task is lost. " + rejection.getMessage())
                            .error(rejection)
                            .down()
                            .build();
        } catch (TaskStoreException e) {
            return result.message("Channel " + channel + ": " + e.getMessage())
                    .error(e)
                    .down()
                    .build();
        }
    }

    private @Nullable GatewayAuthenticationException rejection() {
        return sources.get().stream()
                .map(source -> source.channel().standing().rejection())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private void report(HealthCheckResultBuilder result, int missing) {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        counts.put(TaskState.UNKNOWN, 0L);
        counts.put(TaskState.PARKED, 0L);
        Undelivered undelivered = new Undelivered(0, 0, 0, null);
        long unreadable = 0;
        IdentityHashMap<VideoTaskRepository, TaskCensus> repositories = new IdentityHashMap<>();
        Map<String, Instant> foreignTasks = new HashMap<>();
        List<Unpolled> unpolled = new ArrayList<>();
        for (Source source : sources.get()) {
            Channel atWork = source.channel();
            if (repositories.putIfAbsent(atWork.tasks(), atWork.census()) == null) {
                unpolled.addAll(atWork.unpolledTasks());
            }
            foreignTasks.putAll(atWork.otherAccounts().foreignTasks());
        }
        repositories
                .values()
                .forEach(census -> census.counts().forEach((state, count) -> counts.merge(state, count, Long::sum)));
        for (VideoTaskRepository tasks : repositories.keySet()) {
            undelivered = sum(undelivered, tasks.undelivered(channel, FAILING_ATTEMPTS));
            unreadable += tasks.unreadable(channel);
        }
        counts.forEach((state, count) -> result.detail("tasks." + state.name().toLowerCase(Locale.ROOT), count));
        result.detail("tasks.unreadable", unreadable);
        result.detail("videos.failing", undelivered.failing());
        result.detail("videos.expired", undelivered.expired());
        Instant firstExpires = undelivered.firstExpires();
        if (firstExpires != null) {
            result.detail("videos.firstExpires", firstExpires.toString());
        }
        result.detail("tasks.leftToOtherAccounts", foreignTasks.size());
        List<String> needs = needs(counts.getOrDefault(TaskState.UNKNOWN, 0L), undelivered, unreadable);
        if (missing > 0) {
            needs.add("outcomes of requests that the task store has not recorded yet: " + missing
                    + " (they are recorded by themselves while this program runs: do not stop it)");
        }
        foreignTasks.values().stream()
                .min(Comparator.naturalOrder())
                .ifPresent(gone ->
                        needs.add("tasks that were made with another API key, and that the gateway does not know"
                                + " under the present one: " + foreignTasks.size()
                                + " (start a consumer with their key; the first of their"
                                + " videos may be gone after " + gone + ")"));
        result.detail(
                "tasks.unpolled", unpolled.stream().mapToLong(Unpolled::tasks).sum());
        unpolled.forEach(tasks -> needs.add("tasks that no consumer polls, as no consumer here has the base URL "
                + tasks.baseUrl() + " where they were made: " + tasks.tasks()
                + " (start one, or move them to another base URL; the first of their videos may be gone after "
                + UnpolledTasks.mayBeGone(tasks) + ")"));
        if (!needs.isEmpty()) {
            result.message("Channel " + channel + ": " + String.join("; ", needs));
        }
    }

    private static Undelivered sum(Undelivered one, Undelivered other) {
        return new Undelivered(
                one.failing() + other.failing(),
                one.parked() + other.parked(),
                one.expired() + other.expired(),
                earlier(one.firstExpires(), other.firstExpires()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private List<String> needs(long unknown, Undelivered undelivered, long unreadable) {
        List<String> needs = new ArrayList<>();
        if (unknown > 0) {
            needs.add("requests of unknown outcome, which may have been paid for and are not sent again by themselves: "
                    + unknown + " (resolve each as a task or as not submitted)");
        }
        if (unreadable > 0) {
            needs.add("records that cannot be read, so that their tasks are neither polled nor emitted: " + unreadable
                    + " (the log names them; repair them)");
        }
        if (undelivered.parked() > 0) {
            needs.add("parked tasks: " + undelivered.parked() + " (repair the cause, then unpark them)");
        }
        if (undelivered.failing() > 0) {
            needs.add("videos that were emitted " + FAILING_ATTEMPTS + " times or more and not acknowledged: "
                    + undelivered.failing() + " (repair the route)");
        }
        if (undelivered.expired() > 0) {
            needs.add("of these, videos that the gateway has dropped: " + undelivered.expired());
        }
        Instant firstExpires = undelivered.firstExpires();
        if (firstExpires != null && firstExpires.isBefore(clock.instant().plus(SOON))) {
            needs.add("WARNING: less than a day is left until the gateway drops the first of these videos, at "
                    + firstExpires);
        }
        return needs;
    }
}
