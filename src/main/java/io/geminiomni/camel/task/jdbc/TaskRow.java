package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task as its row has it.
 *
 * @param attemptToken the attempt whose outcome is expected here, or {@code null} if none is
 * @param dueAt when it may be claimed, if its state is one that tasks are claimed in; the end of the lease while it is held
 * @param leaseToken the present lease, which may have run out, or {@code null}
 * @param leaseOwner whose lease that is
 * @param retention how long it is kept when it is finished, or {@code null} where its submitter did not say
 * @param now the database's time when the row was read
 */
record TaskRow(
        String id,
        VideoTask task,
        @Nullable String attemptToken,
        Instant dueAt,
        @Nullable String leaseToken,
        @Nullable String leaseOwner,
        @Nullable Duration retention,
        Instant now) {

    boolean isUndecided() {
        return task.state() == TaskState.SUBMITTING || task.state() == TaskState.UNKNOWN;
    }

    boolean isClaimable() {
        boolean held = leaseToken != null && dueAt.isAfter(now);
        return Claim.Purpose.of(task.state()) != null && !held;
    }

    /** The same record in another form, due at the given time and leased to nobody. */
    TaskRow with(VideoTask next, @Nullable String attempt, Instant due) {
        return new TaskRow(id, next, attempt, due, null, null, retention, now);
    }

    /** The same record, that of another submission. */
    TaskRow with(Submission submission, VideoTask next, @Nullable String attempt) {
        return new TaskRow(id, next, attempt, now, null, null, submission.retention(), now);
    }

    TaskRow claimed(String token, String owner, Instant leaseEnd) {
        VideoTask claimed = Claim.Purpose.of(task.state()) == Claim.Purpose.EMIT
                ? task.toBuilder().attempts(task.attempts() + 1).build()
                : task;
        return new TaskRow(id, claimed, attemptToken, leaseEnd, token, owner, retention, now);
    }

    LeasedTask leased() {
        return new LeasedTask(task, new Lease(id, Objects.requireNonNull(leaseToken)), now);
    }
}
