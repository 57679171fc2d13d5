package io.geminiomni.camel.durability;

import io.geminiomni.camel.task.TaskState;
import org.jspecify.annotations.Nullable;

/** Where, between a valid request and the acknowledgement of its video, a program can come to a sudden end. */
enum Step {
    INTENT_COMMITTED(0, TaskState.UNKNOWN),
    CONNECTING(0, TaskState.UNKNOWN, Relay.Place.CONNECTED),
    MID_BODY(0, TaskState.UNKNOWN, Relay.Place.HALF_OF_THE_BODY),
    BODY_SENT(1, TaskState.UNKNOWN, Relay.Place.ANSWERED),
    ANSWER_IN(1, TaskState.UNKNOWN),
    OUTCOME_COMMITTED(1, TaskState.DELIVERED),
    EXCHANGE_RETURNED(1, TaskState.DELIVERED),
    WAITING_FOR_VIDEO(1, TaskState.DELIVERED),
    CLAIMED(1, TaskState.DELIVERED),
    STATUS_RECEIVED(1, TaskState.DELIVERED),
    RESULT_STORED(1, TaskState.DELIVERED),
    EMITTED(1, TaskState.DELIVERED),
    LEASE_RENEWED(1, TaskState.DELIVERED),
    ROUTE_DONE(1, TaskState.DELIVERED),
    ACKNOWLEDGED(1, TaskState.DELIVERED);

    private final int accepted;
    private final TaskState stateInTheEnd;
    private final Relay.@Nullable Place place;

    Step(int accepted, TaskState stateInTheEnd) {
        this(accepted, stateInTheEnd, null);
    }

    Step(int accepted, TaskState stateInTheEnd, Relay.@Nullable Place place) {
        this.accepted = accepted;
        this.stateInTheEnd = stateInTheEnd;
        this.place = place;
    }

    /** How many creates the gateway has accepted by then. */
    int accepted() {
        return accepted;
    }

    /** What its record is, some time after a restart. */
    TaskState stateInTheEnd() {
        return stateInTheEnd;
    }

    /** Where the network sees this step, or {@code null} where only the program itself does. */
    Relay.@Nullable Place place() {
        return place;
    }

    boolean needsConsumer() {
        return compareTo(CLAIMED) >= 0;
    }

    /** Whether its exchange waits for its video. */
    boolean generates() {
        return this == WAITING_FOR_VIDEO;
    }

    /** So long, where that matters, that it does not fit into the buffers of a connection. */
    String prompt() {
        return this == MID_BODY ? "a cat ".repeat(700_000) : "a cat";
    }
}
