package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Charge;
import java.math.BigDecimal;
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
 * @param history the transitions of the record, as a text of {@link TaskHistory}. A store that appends to the text it keeps may read
 *     records with an empty one: then these are the transitions to append
 */
public record TaskRecord(
        String id,
        VideoTask task,
        @Nullable String attemptToken,
        Instant dueAt,
        @Nullable String leaseToken,
        @Nullable String leaseOwner,
        @Nullable Duration retention,
        Instant at,
        String history) {

    /** The same record, read at that time. */
    TaskRecord asOf(Instant now) {
        return new TaskRecord(id, task, attemptToken, dueAt, leaseToken, leaseOwner, retention, now, history);
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

    /** A change of this record: who makes it, and why. */
    private record Change(String by, @Nullable String reason) {}

    private String historyWith(VideoTask next, Change change) {
        return task.state() == next.state() ? history : with(next.state(), change);
    }

    private String with(TaskState next, Change change) {
        return TaskHistory.with(history, new Transition(at, task.state(), next, change.by(), change.reason()));
    }

    /** The record with another form of the task, due at that time and leased to nobody. */
    private TaskRecord with(VideoTask next, @Nullable String attempt, Instant due, Change change) {
        return new TaskRecord(id, next, attempt, due, null, null, retention, at, historyWith(next, change));
    }

    /** The record of another submission under the same key. */
    private TaskRecord of(Submission submission, VideoTask next, @Nullable String attempt, Change change) {
        return new TaskRecord(id, next, attempt, at, null, null, submission.retention(), at, historyWith(next, change));
    }

    /** With the intent of a new attempt. */
    public TaskRecord begun(Submission submission, String by) {
        return of(submission, submission.submitting(at), submission.token(), new Change(by, null));
    }

    /** The reason of the transition to a task that was created elsewhere. */
    public static String adoption(String taskId) {
        return "adopted as task " + taskId + ", which was created elsewhere";
    }

    /**
     * With a task that was made elsewhere.
     *
     * @throws IllegalStateException if the key is not free
     */
    public TaskRecord adopted(Submission submission, String taskId, String by) {
        if (!isKeyFree()) {
            throw new IllegalStateException("The task '" + taskId + "' cannot be adopted: its key belongs to " + task);
        }
        return of(submission, submission.adopted(taskId, at), null, new Change(by, adoption(taskId)));
    }

    /** With the outcome of an attempt; empty if it is not the attempt whose outcome is expected here. */
    public Optional<TaskRecord> decided(Submission submission, Outcome outcome, Duration firstPoll, String by) {
        boolean isExpected = submission.token().equals(attemptToken)
                && (task.state() == TaskState.SUBMITTING || task.state() == TaskState.UNKNOWN);
        return isExpected
                ? Optional.of(decided(outcome.appliedTo(task, at), at.plus(firstPoll), new Change(by, reason(outcome))))
                : Optional.empty();
    }

    /** An outcome that is still unknown has another entry in the history if more is known of it. */
    private TaskRecord decided(VideoTask next, Instant due, Change change) {
        boolean isMore = next.state() == task.state() && !Objects.equals(next.errorMessage(), task.errorMessage());
        String changed = isMore ? with(next.state(), change) : historyWith(next, change);
        return new TaskRecord(id, next, attemptToken, due, null, null, retention, at, changed);
    }

    /** With the cost of a charge, if it is known. */
    public TaskRecord costing(Charge charge) {
        BigDecimal amount = charge.cost().amount();
        VideoTask costing =
                amount == null ? task : task.toBuilder().cost(amount).build();
        return new TaskRecord(id, costing, attemptToken, dueAt, leaseToken, leaseOwner, retention, at, history);
    }

    /** Whether the gateway gives back what the task costs by that charge, as it has failed. */
    public boolean isRefundedBy(Charge charge) {
        return charge.refundedIfFailed() && LedgerState.isRefundable(task);
    }

    /** The reason of the transition by which an outcome is recorded. */
    public static @Nullable String reason(Outcome outcome) {
        return outcome instanceof Outcome.Accepted accepted
                ? "accepted as task " + accepted.taskId()
                : outcome.reason();
    }

    /**
     * After an operator found that the gateway made that task.
     *
     * @throws IllegalStateException if the outcome is not unknown
     */
    public TaskRecord resolvedAsTask(String taskId, String by) {
        return resolved(
                new Outcome.Accepted(taskId, null, null, task.submittedAt()),
                new Change(by, "resolved as task " + taskId));
    }

    /**
     * After an operator found that the gateway made no task.
     *
     * @throws IllegalStateException if the outcome is not unknown
     */
    public TaskRecord resolvedAsNotSubmitted(String by) {
        return resolved(
                new Outcome.NotAccepted("Resolved by an operator as never submitted"),
                new Change(by, "resolved as not submitted"));
    }

    private TaskRecord resolved(Outcome outcome, Change change) {
        if (task.state() != TaskState.UNKNOWN) {
            throw new IllegalStateException("There is nothing to resolve: " + task + " is not UNKNOWN");
        }
        return with(outcome.appliedTo(task, task.submittedAt()), null, at, change);
    }

    /** The error of who resolves a key as the task of this record. */
    public IllegalStateException isKnown() {
        return new IllegalStateException("The channel has that task already: " + task
                + ". Look for another task with the gateway, or resolve the key as not submitted if there is none");
    }

    /** Without an outcome for longer than that: it becomes UNKNOWN. */
    public TaskRecord swept(Duration submitTimeout, String by) {
        String reason = "No outcome was recorded within " + submitTimeout
                + " of the attempt: whoever submitted it stopped or was cut off, and the gateway may have accepted it";
        return with(
                task.become(TaskState.UNKNOWN).errorMessage(reason).build(), attemptToken, at, new Change(by, reason));
    }

    /** Due now with no delivery attempts: to be emitted if its video is known, else to be polled. */
    public TaskRecord unparked(String by) {
        TaskState next = task.videoUrl() == null ? TaskState.WAITING : TaskState.COMPLETED;
        return with(task.become(next).attempts(0).build(), attemptToken, at, new Change(by, "unparked"));
    }

    /** Leased for that time from now. A claim to emit counts a delivery attempt. */
    public TaskRecord claimed(String token, String owner, Duration lease) {
        VideoTask claimed = purpose() == Claim.Purpose.EMIT
                ? task.toBuilder().attempts(task.attempts() + 1).build()
                : task;
        return new TaskRecord(id, claimed, attemptToken, at.plus(lease), token, owner, retention, at, history);
    }

    TaskRecord renewed(Duration lease) {
        return new TaskRecord(id, task, attemptToken, at.plus(lease), leaseToken, leaseOwner, retention, at, history);
    }

    /** With the update of its owner, who cannot change what was submitted. */
    TaskRecord updated(LeaseUpdate update) {
        VideoTask next =
                update.task().toBuilder().with(TaskField.Part.SUBMITTED, task).build();
        Change change = new Change(Objects.requireNonNullElse(leaseOwner, ""), update.reason());
        return update.keepsLease()
                ? new TaskRecord(
                        id, next, attemptToken, dueAt, leaseToken, leaseOwner, retention, at, historyWith(next, change))
                : with(
                        next,
                        attemptToken,
                        at.plus(Objects.requireNonNullElse(update.releaseAfter(), Duration.ZERO)),
                        change);
    }

    /** To be polled at another base URL. */
    TaskRecord moved(String baseUrl, String by) {
        VideoTask moved = task.toBuilder().baseUrl(baseUrl).build();
        String history = with(task.state(), new Change(by, move(baseUrl)));
        return new TaskRecord(id, moved, attemptToken, dueAt, leaseToken, leaseOwner, retention, at, history);
    }

    /** The reason of the entry in the history of a task that is moved. */
    public static String move(String baseUrl) {
        return "moved to " + baseUrl;
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
