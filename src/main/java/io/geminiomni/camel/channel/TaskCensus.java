package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Counts a channel's tasks for health checks and JMX. A state with many tasks is counted at most every 10 s. */
public final class TaskCensus {
    /** Up to so many tasks of a state are counted each time. */
    private static final long FEW = 1_000;

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final VideoTaskRepository tasks;
    private final String channel;
    private final Clock clock;
    private final Monitor monitor;
    private final Map<TaskState, Many> many = new EnumMap<>(TaskState.class);

    private record Many(long count, Instant counted) {
        boolean isFresh(Instant now) {
            return !now.isBefore(counted) && now.isBefore(counted.plus(FRESH));
        }
    }

    TaskCensus(VideoTaskRepository tasks, String channel, Clock clock, Threads threads) {
        this.tasks = tasks;
        this.channel = channel;
        this.clock = clock;
        this.monitor = threads.monitor();
    }

    /** How many tasks are in each state; states without tasks are omitted. A count of more than 1,000 may be 10 s old. */
    public Map<TaskState, Long> counts() {
        return counts(EnumSet.allOf(TaskState.class));
    }

    /** How many tasks are in a state. A count of more than 1,000 may be 10 s old. */
    public long count(TaskState state) {
        return counts(EnumSet.of(state)).getOrDefault(state, 0L);
    }

    private Map<TaskState, Long> counts(Set<TaskState> states) {
        return monitor.get(() -> {
            Instant now = clock.instant();
            many.values().removeIf(known -> !known.isFresh(now));
            Set<TaskState> unknown = EnumSet.copyOf(states);
            unknown.removeAll(many.keySet());
            Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
            counts.putAll(tasks.counts(channel, unknown, Integer.MAX_VALUE));
            counts.forEach((state, count) -> {
                if (count > FEW) {
                    many.put(state, new Many(count, now));
                }
            });
            many.forEach((state, known) -> {
                if (states.contains(state)) {
                    counts.put(state, known.count());
                }
            });
            return counts;
        });
    }
}
