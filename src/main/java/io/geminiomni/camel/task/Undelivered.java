package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The finished videos of a channel that no route acknowledges.
 *
 * @param failing videos that were emitted several times, and will be emitted again
 * @param parked parked tasks, also those without a video
 * @param expired tasks of both kinds whose video the gateway has deleted
 * @param firstExpires when the gateway deletes the first of the other videos, or {@code null} if there are none
 */
public record Undelivered(
        long failing, long parked, long expired, @Nullable Instant firstExpires) {}
