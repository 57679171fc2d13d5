package io.geminiomni.camel.task;

import java.util.Set;

/**
 * Where a task stands between the intent to submit it and the end of its delivery.
 *
 * <pre>
 * SUBMITTING ─▶ NOT_ACCEPTED ┐
 *            ─▶ REJECTED     ┴─▶ SUBMITTING (a new attempt under the same key)
 *            ─▶ UNKNOWN ─▶ WAITING, NOT_ACCEPTED, REJECTED (its late outcome, or an operator)
 *            ─▶ WAITING ─▶ COMPLETED ─▶ DELIVERED
 *                       │            └▶ PARKED ─▶ COMPLETED (unparked)
 *                       ├▶ FAILED ───▶ DELIVERED
 *                       └▶ PARKED ───▶ WAITING (unparked)
 * </pre>
 */
public enum TaskState {
    /** The intent is recorded; the outcome of the request is not known yet. */
    SUBMITTING,
    /** The gateway cannot have taken the request: nothing was paid, and its key is free for a new attempt. */
    NOT_ACCEPTED,
    /** The gateway refused the request: nothing was paid, and its key is free for a new attempt. */
    REJECTED,
    /** The request may have been accepted and paid for. It is never sent again by itself. */
    UNKNOWN,
    /** The gateway made a task of it, which has not come to an end. */
    WAITING,
    /** The video exists; no route has taken it to its end yet. */
    COMPLETED,
    /** The task has come to a bad end, which has not been reported yet. */
    FAILED,
    /** A route took the video, or was told of the failure: nothing is left to do. */
    DELIVERED,
    /** Kept and counted, but neither asked for nor emitted until somebody unparks it. */
    PARKED;

    private static final Set<TaskState> UNDECIDED = Set.of(SUBMITTING, UNKNOWN);

    /** Whether a record in this state may go over to {@code next}. Staying in a state is not a transition. */
    public boolean canBecome(TaskState next) {
        return switch (next) {
            case SUBMITTING -> this == NOT_ACCEPTED || this == REJECTED;
            case UNKNOWN -> this == SUBMITTING;
            case NOT_ACCEPTED, REJECTED -> UNDECIDED.contains(this);
            case WAITING -> UNDECIDED.contains(this) || this == PARKED;
            case COMPLETED -> this == WAITING || this == PARKED;
            case FAILED -> this == WAITING;
            case PARKED -> this == WAITING || this == COMPLETED;
            case DELIVERED -> this == COMPLETED || this == FAILED;
        };
    }

    /** Whether the gateway is known to have made, or may still be working on, a task for this record's key. */
    public boolean hasTask() {
        return switch (this) {
            case WAITING, COMPLETED, FAILED, DELIVERED, PARKED -> true;
            case SUBMITTING, NOT_ACCEPTED, REJECTED, UNKNOWN -> false;
        };
    }

    /** Whether a record in this state is only kept so that a duplicate of its key is recognised, and purged in time. */
    public boolean isFinished() {
        return this == NOT_ACCEPTED || this == REJECTED || this == DELIVERED;
    }
}
