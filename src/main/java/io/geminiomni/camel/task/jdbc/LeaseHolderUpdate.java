package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values of an owner's update for the columns that are not values of the task.
 *
 * @param allowedStates the states in which the update is allowed, each between spaces
 * @param keepsLease whether the owner keeps the lease
 * @param releaseMicros when the task is due again, from now; {@code null} for the end of its lease
 * @param finished whether the task is finished
 */
record LeaseHolderUpdate(
        String allowedStates, boolean keepsLease, @Nullable Long releaseMicros, boolean finished) {
    static LeaseHolderUpdate of(LeaseUpdate update) {
        TaskState next = update.task().state();
        Duration releaseAfter = update.releaseAfter();
        return new LeaseHolderUpdate(
                Arrays.stream(TaskState.values())
                        .filter(state -> state == next || state.canBecome(next))
                        .map(TaskState::name)
                        .collect(Collectors.joining(" ", " ", " ")),
                releaseAfter == null && Claim.Purpose.of(next) != null,
                releaseAfter == null ? null : Sql.micros(releaseAfter),
                next.isFinished());
    }
}
