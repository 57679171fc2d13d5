package io.geminiomni.camel.task;

import java.util.Set;

/**
 * The state of a task, from the intent to submit it to its delivery.
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
    /** The intent to submit is recorded, the outcome is not known yet. */
    SUBMITTING,
    /** The gateway did not take the request: nothing was paid, and the key is free for a new attempt. */
    NOT_ACCEPTED,
    /** The gateway rejected the request: nothing was paid, and the key is free for a new attempt. */
    REJECTED,
    /** The request may have been accepted and paid for. It is never sent again automatically. */
    UNKNOWN,
    /** The gateway created a task, which has not ended. */
    WAITING,
    /** The video exists, and no route has acknowledged it yet. */
    COMPLETED,
    /** The task has failed, which has not been reported yet. */
    FAILED,
    /** A route has acknowledged the video, or the failure was reported. */
    DELIVERED,
    /** Kept and counted, but neither polled nor emitted until an operator unparks it. */
    PARKED;

    private static final Set<TaskState> UNDECIDED = Set.of(SUBMITTING, UNKNOWN);

    /** Whether a record in this state may change to {@code next}. Staying in a state is not a transition. */
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

    /** Whether a record in this state is kept only to recognise duplicates of its key, and is purged after its retention. */
    public boolean isFinished() {
        return this == NOT_ACCEPTED || this == REJECTED || this == DELIVERED;
    }
}
