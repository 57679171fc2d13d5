package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;

/**
 * A task and the lease under which its owner may change it.
 *
 * @param storeTime the time by the store's clock when the task was claimed, or later where somebody has added the time that
 *     has passed since. The age of a task is judged by it and never by the clock of a node
 */
public record LeasedTask(VideoTask task, Lease lease, Instant storeTime) {
    /** The same hold on the task in its present form. */
    public LeasedTask with(VideoTask present) {
        return new LeasedTask(present, lease, storeTime);
    }

    /** The same after some time. */
    public LeasedTask after(Duration passed) {
        return new LeasedTask(task, lease, storeTime.plus(passed));
    }

    /** How long ago the task was submitted, by the store's clock. */
    public Duration age() {
        return Duration.between(task.submittedAt(), storeTime);
    }
}
