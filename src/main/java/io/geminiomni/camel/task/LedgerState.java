package io.geminiomni.camel.task;

/** What became of the amount with which an attempt is booked. */
public enum LedgerState {
    /** The outcome is not known: the amount may have been paid. */
    RESERVED,
    /** The gateway accepted the request. */
    SPENT,
    /** Nothing was paid: the gateway did not take the request, or gave the amount back. */
    GIVEN_BACK;

    /** What is booked of an attempt whose record is in that state. */
    public static LedgerState of(TaskState state) {
        return switch (state) {
            case SUBMITTING, UNKNOWN -> RESERVED;
            case NOT_ACCEPTED, REJECTED -> GIVEN_BACK;
            case WAITING, COMPLETED, FAILED, DELIVERED, PARKED -> SPENT;
        };
    }

    /** Whether a gateway that refunds failures gives back the known cost of the task. It does not if the task was abandoned. */
    public static boolean isRefundable(VideoTask task) {
        return task.state() == TaskState.FAILED
                && task.cost() != null
                && !VideoTask.ABANDONED.equals(task.errorCategory());
    }
}
