package io.geminiomni.camel.task;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of a channel to list, the latest submitted first.
 *
 * @param channel the channel
 * @param states the states of the tasks; at least one
 * @param prefix what the key or the task id begins with, or {@code null} for all. Letter case counts
 * @param after the place after which the list begins, from {@link TaskPage#next}; {@code null} to begin with the first
 * @param limit the most tasks; 1 to 1,000
 */
public record TaskQuery(
        String channel,
        Set<TaskState> states,
        @Nullable String prefix,
        @Nullable TaskCursor after,
        int limit) {
    private static final int MAX_LIMIT = 1_000;

    /** @throws IllegalArgumentException if there is no state, or the limit is out of bounds */
    public TaskQuery {
        states = Set.copyOf(states);
        if (states.isEmpty()) {
            throw new IllegalArgumentException("A list of tasks has no state, but needs at least one");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "The limit of a list of tasks is " + limit + ", but must be 1 to " + MAX_LIMIT);
        }
    }

    /** All tasks of a channel. */
    public static TaskQuery of(String channel, int limit) {
        return new TaskQuery(channel, Set.of(TaskState.values()), null, null, limit);
    }
}
