package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as a store has it, for people who look at it.
 *
 * @param dueAt when the task may be claimed, if tasks in its state are; while it is leased, when the lease ends; {@code null} if
 *     the store does not say
 * @param leaseOwner who has leased it, or {@code null} if nobody has
 * @param storeTime the store's time when it was read
 */
public record TaskOverview(
        VideoTask task,
        @Nullable Instant dueAt,
        @Nullable String leaseOwner,
        @Nullable Instant storeTime) {
    static TaskOverview of(VideoTask task) {
        return new TaskOverview(task, null, null, null);
    }

    /** The time since the task was submitted, by the store's clock, or {@code null}. */
    public @Nullable Duration age() {
        return storeTime == null ? null : Duration.between(task.submittedAt(), storeTime);
    }

    /** The time until the task is due, or its lease ends; negative if it is overdue; {@code null} if it is not known. */
    public @Nullable Duration dueIn() {
        return dueAt == null || storeTime == null ? null : Duration.between(storeTime, dueAt);
    }
}
