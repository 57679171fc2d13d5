package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts a channel's tasks for health checks and JMX. Open tasks are counted each time. Finished tasks are counted at most every
 * 10 s if there are many.
 */
public final class TaskCensus {
    /** Up to so many tasks are counted each time. */
    private static final long FEW = 1_000;

    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Set<TaskState> FINISHED = states(TaskState::isFinished);
    private static final Set<TaskState> OPEN = states(state -> !state.isFinished());

    private final VideoTaskRepository tasks;
    private final String channel;
    private final Clock clock;
    private final Monitor monitor;
    private @Nullable Finished finished;

    private record Finished(Map<TaskState, Long> counts, Instant counted) {
        boolean isFresh(Instant now) {
            long records = counts.values().stream().mapToLong(Long::longValue).sum();
            return records > FEW && !now.isBefore(counted) && now.isBefore(counted.plus(FRESH));
        }
    }

    TaskCensus(VideoTaskRepository tasks, String channel, Clock clock, Threads threads) {
        this.tasks = tasks;
        this.channel = channel;
        this.clock = clock;
        this.monitor = threads.monitor();
    }

    private static Set<TaskState> states(Predicate<TaskState> which) {
        return Arrays.stream(TaskState.values()).filter(which).collect(Collectors.toUnmodifiableSet());
    }

    /** How many tasks are in each state; states without tasks are omitted. Finished tasks may have been counted 10 s ago. */
    public Map<TaskState, Long> counts() {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        counts.putAll(tasks.counts(channel, OPEN, Integer.MAX_VALUE));
        counts.putAll(monitor.get(this::finished));
        return counts;
    }

    /** How many tasks are in an open state. */
    public long count(TaskState state) {
        return tasks.counts(channel, Set.of(state), Integer.MAX_VALUE).getOrDefault(state, 0L);
    }

    private Map<TaskState, Long> finished() {
        Instant now = clock.instant();
        Finished present = finished;
        if (present == null || !present.isFresh(now)) {
            present = new Finished(tasks.counts(channel, FINISHED, Integer.MAX_VALUE), now);
            finished = present;
        }
        return present.counts();
    }
}
