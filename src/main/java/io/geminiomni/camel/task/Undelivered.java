package io.geminiomni.camel.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The finished videos that no route of a channel takes.
 *
 * @param failing how many were emitted again and again, and will be emitted once more
 * @param parked how many tasks are parked, those without a video included
 * @param expired of how many of both the gateway has dropped the video
 * @param firstExpires when the gateway drops the first of the other videos, or {@code null} if there are none
 */
public record Undelivered(
        long failing, long parked, long expired, @Nullable Instant firstExpires) {}
