package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer, or the lack of one, does to a task.
 *
 * @param schedule when to ask again
 * @param taskTimeout after it a task is late, and one that the gateway does not know is parked
 * @param queueTimeout after it a task that still waits to be processed is late; null for no such limit
 * @param stallTimeout after so long without a change of status or progress a task is late; null for no such limit
 * @param abandonAfter after it a task without an end is failed as abandoned
 * @param categories the kinds of failures
 */
public record PollPolicy(
        PollSchedule schedule,
        Duration taskTimeout,
        @Nullable Duration queueTimeout,
        @Nullable Duration stallTimeout,
        Duration abandonAfter,
        FailureCategories categories) {

    /** One with neither of the time-outs that are off by default, and the built-in categories. */
    public PollPolicy(PollSchedule schedule, Duration taskTimeout, Duration abandonAfter) {
        this(schedule, taskTimeout, null, null, abandonAfter, FailureCategories.with(Map.of()));
    }
}
