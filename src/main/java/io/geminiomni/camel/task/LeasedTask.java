package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;

/**
 * A task and its lease.
 *
 * @param storeTime the store's time when the task was claimed, plus the time that has passed since, if it was added. The age
 *     of a task is measured by it, and never by the clock of a node
 */
public record LeasedTask(VideoTask task, Lease lease, Instant storeTime) {
    /** The same lease with the present task. */
    public LeasedTask with(VideoTask present) {
        return new LeasedTask(present, lease, storeTime);
    }

    /** The same, that time later. */
    public LeasedTask after(Duration passed) {
        return new LeasedTask(task, lease, storeTime.plus(passed));
    }

    /** The time since the task was submitted, by the store's clock. */
    public Duration age() {
        return Duration.between(task.submittedAt(), storeTime);
    }
}
