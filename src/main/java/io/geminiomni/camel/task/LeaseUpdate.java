package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The update of a leased task by its owner. The values of {@link TaskField.Part#SUBMITTED} stay as they are.
 *
 * @param lease the owner's lease
 * @param task the task as it is now; its state is the present one or one that may follow
 * @param releaseAfter {@code null} to keep the lease, else the lease ends and the task is due again after this time. In a state
 *     in which tasks are not claimed, such as DELIVERED, the lease always ends
 * @param reason why the task comes to its state, for its history; what the task tells of it, unless the owner gives another one
 */
public record LeaseUpdate(
        Lease lease,
        VideoTask task,
        @Nullable Duration releaseAfter,
        @Nullable String reason) {
    public LeaseUpdate {
        reason = reason == null ? TaskHistory.reason(task) : reason;
    }

    /** With the reason that the task tells. */
    public LeaseUpdate(Lease lease, VideoTask task, @Nullable Duration releaseAfter) {
        this(lease, task, releaseAfter, null);
    }

    /** Writes the task and keeps the lease. */
    public static LeaseUpdate keep(Lease lease, VideoTask task) {
        return new LeaseUpdate(lease, task, null);
    }

    /** Writes the task and releases it, to be due after {@code delay}. */
    public static LeaseUpdate release(Lease lease, VideoTask task, Duration delay) {
        return new LeaseUpdate(lease, task, delay);
    }

    /** Writes a task for which nothing remains to be done. */
    public static LeaseUpdate end(Lease lease, VideoTask task) {
        return new LeaseUpdate(lease, task, Duration.ZERO);
    }

    /** With this reason; with that of the task if it is {@code null}. */
    public LeaseUpdate because(@Nullable String why) {
        return new LeaseUpdate(lease, task, releaseAfter, why);
    }

    /** Whether the owner keeps the lease. */
    public boolean keepsLease() {
        return releaseAfter == null && Claim.Purpose.of(task.state()) != null;
    }

    /** @throws IllegalStateException if a task in this state may not change to the state of this update */
    public void checkTransition(TaskState present) {
        TaskState next = task.state();
        if (next != present && !present.canBecome(next)) {
            throw new IllegalStateException("A task that is " + present + " cannot become " + task);
        }
    }

    /** @throws IllegalArgumentException if two updates have the same lease */
    public static void checkDistinct(Collection<LeaseUpdate> updates) {
        Set<Lease> seen = new HashSet<>();
        for (LeaseUpdate update : updates) {
            if (!seen.add(update.lease())) {
                throw new IllegalArgumentException(
                        "There are two updates for " + update.task() + ", but only one is allowed");
            }
        }
    }
}
