package io.geminiomni.camel.task;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an owner writes about its task: where it stands and what the gateway said of it. What its submission fixed (channel,
 * key, request, correlation headers, base URL) and its task id stay as they are, whatever {@code task} says.
 *
 * @param lease the owner's hold
 * @param task the task as it is now; its state must be the present one or a legal next one
 * @param releaseAfter {@code null} to keep the lease, else the lease ends and the task is due again after this time. In a state that
 *     nobody claims tasks in, such as DELIVERED, the lease ends in any case
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

    /** @throws IllegalStateException if a task in the state of {@code present} may not go over to the state of this update */
    public void checkTransition(TaskState present) {
        TaskState next = task.state();
        if (next != present && !present.canBecome(next)) {
            throw new IllegalStateException("A task that is " + present + " cannot become " + task);
        }
    }

    /** @throws IllegalArgumentException if two updates are under one lease */
    public static void checkDistinct(Collection<LeaseUpdate> updates) {
        Set<Lease> seen = new HashSet<>();
        for (LeaseUpdate update : updates) {
            if (!seen.add(update.lease())) {
                throw new IllegalArgumentException(
                        "Two updates at once for " + update.task() + ", of which only one can hold");
            }
        }
    }
}
