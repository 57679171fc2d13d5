package io.geminiomni.camel.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task at the gateway.
 *
 * @param resolution the resolution of the request, or {@code null} if it has none
 * @param generation the time from the creation of the task to its end, by the gateway's times if it gave them; {@code null} if
 *     the task was parked
 */
public record TaskEvent(
        String channel,
        String model,
        @Nullable String resolution,
        Outcome outcome,
        @Nullable Duration generation,
        int polls) {
    /** How a task ended. */
    public enum Outcome {
        COMPLETED,
        FAILED,
        /** The gateway does not know the task. */
        PARKED
    }
}
