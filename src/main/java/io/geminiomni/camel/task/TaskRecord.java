package io.geminiomni.camel.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task as a store keeps it, with the facts of its attempt and its lease, and what each operation of a repository makes of it.
 *
 * @param id the id of the record, as in leases
 * @param attemptToken the attempt whose outcome is expected, or {@code null}
 * @param dueAt when the task may be claimed, if tasks in its state are claimed; while it is leased, when the lease ends
 * @param leaseToken the present lease, which may have ended, or {@code null}
 * @param leaseOwner the owner of that lease
 * @param retention how long the record is kept when it is finished, or {@code null} if its submitter did not say
 * @param at the store's time when the record was read or written
 */
public record TaskRecord(
        String id,
        VideoTask task,
        @Nullable String attemptToken,
        Instant dueAt,
        @Nullable String leaseToken,
        @Nullable String leaseOwner,
        @Nullable Duration retention,
        Instant at) {

    /** The same record, read at that time. */
    TaskRecord asOf(Instant now) {
        return new TaskRecord(id, task, attemptToken, dueAt, leaseToken, leaseOwner, retention, now);
    }

    /** Whether its key may be submitted again. */
    public boolean isKeyFree() {
        return task.state().canBecome(TaskState.SUBMITTING);
    }

    Claim.@Nullable Purpose purpose() {
        return Claim.Purpose.of(task.state());
    }

    boolean isHeldBy(Lease lease) {
        return lease.token().equals(leaseToken);
    }

    /** Whether there is something to do for the task, and nobody holds it. */
    public boolean isClaimable() {
        return purpose() != null && (leaseToken == null || !dueAt.isAfter(at));
    }

    /** The record with another form of the task, due at that time and leased to nobody. */
    private TaskRecord with(VideoTask next, @Nullable String attempt, Instant due) {
        return new TaskRecord(id, next, attempt, due, null, null, retention, at);
    }

    /** The record of another submission under the same key. */
    private TaskRecord of(Submission submission, VideoTask next, @Nullable String attempt) {
        return new TaskRecord(id, next, attempt, at, null, null, submission.retention(), at);
    }

    /** With the intent of a new attempt. */
    public TaskRecord begun(Submission submission) {
        return of(submission, submission.submitting(at), submission.token());
    }

    /**
     * With a task that was made elsewhere.
     *
     * @throws IllegalStateException if the key is not free
     */
    public TaskRecord adopted(Submission submission, String taskId) {
        if (!isKeyFree()) {
            throw new IllegalStateException("The task '" + taskId + "' cannot be adopted: its key belongs to " + task);
        }
        return of(submission, submission.adopted(taskId, at), null);
    }

    /** With the outcome of an attempt; empty if it is not the attempt whose outcome is expected here. */
    public Optional<TaskRecord> decided(Submission submission, Outcome outcome, Duration firstPoll) {
        boolean isExpected = submission.token().equals(attemptToken)
                && (task.state() == TaskState.SUBMITTING || task.state() == TaskState.UNKNOWN);
        return isExpected
                ? Optional.of(with(outcome.appliedTo(task, at), attemptToken, at.plus(firstPoll)))
                : Optional.empty();
    }

    /**
     * After an operator found that the gateway made that task.
     *
     * @throws IllegalStateException if the outcome is not unknown
     */
    public TaskRecord resolvedAsTask(String taskId) {
        return resolved(new Outcome.Accepted(taskId, null, null, task.submittedAt()));
    }

    /**
     * After an operator found that the gateway made no task.
     *
     * @throws IllegalStateException if the outcome is not unknown
     */
    public TaskRecord resolvedAsNotSubmitted() {
        return resolved(new Outcome.NotAccepted("Resolved by an operator as never submitted"));
    }

    private TaskRecord resolved(Outcome outcome) {
        if (task.state() != TaskState.UNKNOWN) {
            throw new IllegalStateException("There is nothing to resolve: " + task + " is not UNKNOWN");
        }
        return with(outcome.appliedTo(task, task.submittedAt()), null, at);
    }

    /** The error of who resolves a key as the task of this record. */
    public IllegalStateException isKnown() {
        return new IllegalStateException("The channel has that task already: " + task
                + ". Look for another task with the gateway, or resolve the key as not submitted if there is none");
    }

    /** Without an outcome for longer than that: it becomes UNKNOWN. */
    public TaskRecord swept(Duration submitTimeout) {
        String reason = "No outcome was recorded within " + submitTimeout
                + " of the attempt: whoever submitted it stopped or was cut off, and the gateway may have accepted it";
        return with(task.become(TaskState.UNKNOWN).errorMessage(reason).build(), attemptToken, at);
    }

    /** Due now with no delivery attempts: to be emitted if its video is known, else to be polled. */
    public TaskRecord unparked() {
        TaskState next = task.videoUrl() == null ? TaskState.WAITING : TaskState.COMPLETED;
        return with(task.become(next).attempts(0).build(), attemptToken, at);
    }

    /** Leased for that time from now. A claim to emit counts a delivery attempt. */
    public TaskRecord claimed(String token, String owner, Duration lease) {
        VideoTask claimed = purpose() == Claim.Purpose.EMIT
                ? task.toBuilder().attempts(task.attempts() + 1).build()
                : task;
        return new TaskRecord(id, claimed, attemptToken, at.plus(lease), token, owner, retention, at);
    }

    TaskRecord renewed(Duration lease) {
        return new TaskRecord(id, task, attemptToken, at.plus(lease), leaseToken, leaseOwner, retention, at);
    }

    /** With the update of its owner, who cannot change what was submitted. */
    TaskRecord updated(LeaseUpdate update) {
        VideoTask next =
                update.task().toBuilder().with(TaskField.Part.SUBMITTED, task).build();
        return update.keepsLease()
                ? new TaskRecord(id, next, attemptToken, dueAt, leaseToken, leaseOwner, retention, at)
                : with(next, attemptToken, at.plus(Objects.requireNonNullElse(update.releaseAfter(), Duration.ZERO)));
    }

    /** To be polled at another base URL. */
    TaskRecord moved(String baseUrl) {
        VideoTask moved = task.toBuilder().baseUrl(baseUrl).build();
        return new TaskRecord(id, moved, attemptToken, dueAt, leaseToken, leaseOwner, retention, at);
    }

    /** For people who look at it. */
    public TaskOverview overview() {
        boolean isLeased = leaseToken != null && dueAt.isAfter(at);
        return new TaskOverview(task, dueAt, isLeased ? leaseOwner : null, at);
    }

    public LeasedTask leased() {
        return new LeasedTask(task, new Lease(id, Objects.requireNonNull(leaseToken)), at);
    }
}
