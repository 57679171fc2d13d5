package io.geminiomni.camel.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an owner writes about its task.
 *
 * @param lease the owner's hold
 * @param task the task as it is now; its state must be the present one or a legal next one
 * @param releaseAfter {@code null} to keep the lease, else the lease ends and the task is due again after this time
 */
public record LeaseUpdate(
        Lease lease, VideoTask task, @Nullable Duration releaseAfter) {
    /** Writes, and goes on holding the task. */
    public static LeaseUpdate keep(Lease lease, VideoTask task) {
        return new LeaseUpdate(lease, task, null);
    }

    /** Writes, and gives the task back, to be due after {@code delay}. */
    public static LeaseUpdate release(Lease lease, VideoTask task, Duration delay) {
        return new LeaseUpdate(lease, task, delay);
    }

    /** Writes a task with which nobody has anything left to do. */
    public static LeaseUpdate end(Lease lease, VideoTask task) {
        return new LeaseUpdate(lease, task, Duration.ZERO);
    }
}
