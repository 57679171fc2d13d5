package io.geminiomni.camel.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt to deliver a video, or to report a failed task.
 *
 * @param sinceDone the time from the completion of the task to its delivery, by the clock of this node; {@code null} if it was
 *     not delivered, or its completion has no time
 */
public record DeliveryEvent(
        String channel, Outcome outcome, @Nullable Duration sinceDone) {
    /** How an attempt ended. */
    public enum Outcome {
        /** The route took the video. */
        DELIVERED,
        /** The failure of the task was reported. */
        REPORTED,
        /** The route failed; the video is emitted again. */
        FAILED,
        /** The route failed too often; the video is not emitted again by itself. */
        PARKED,
        /** A stop interrupted the route; the attempt does not count. */
        RELEASED,
        /** The lease was lost; another consumer emits the video, too. */
        LOST,
        /** The store failed; the video is emitted again when the lease has expired. */
        UNRECORDED
    }
}
