package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an owner's update means for the columns that are not the task's own.
 *
 * @param allowedStates the states from which the update may be made, each between spaces
 * @param keepsLease whether the owner goes on holding the task
 * @param releaseMicros how long from now the task is due again, or {@code null} for when its lease ends
 * @param finished whether the task came to its end
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
