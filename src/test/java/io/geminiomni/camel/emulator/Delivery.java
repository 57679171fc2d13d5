package io.geminiomni.camel.emulator;

import java.time.Duration;

/**
 * How an answer gets to the client, or does not.
 *
 * @param breach where the exchange breaks
 * @param bytes how much of the answer's body is sent before it breaks; negative: half of it
 * @param delay the pause before the answer
 * @param dribble the pause between two bytes; zero: the answer is sent at once
 * @param closing whether the connection is closed behind a whole answer, without a word about it
 */
record Delivery(Breach breach, long bytes, Duration delay, Duration dribble, boolean closing) {

    static final Delivery WHOLE = new Delivery(Breach.NONE, -1, Duration.ZERO, Duration.ZERO, false);

    /** Where an exchange breaks. */
    enum Breach {
        /** Nowhere. */
        NONE,
        /** Reset when only the head of the request was read. */
        RESET_BEFORE_BODY,
        /** Reset when half of the request's body was read. */
        RESET_IN_REQUEST,
        /** Reset when the request was read, before any answer. */
        RESET_AFTER_REQUEST,
        /** Closed in an orderly way when the request was read, before any answer. */
        CLOSE_AFTER_REQUEST,
        /** No answer, for as long as the client waits. */
        HANG,
        /** Reset within the body of the answer. */
        RESET_IN_ANSWER,
        /** Closed in an orderly way within the body of the answer, whose whole length was announced. */
        CLOSE_IN_ANSWER,
        /** The whole answer, but its end is told by closing and its length by nothing. */
        NO_LENGTH;

        boolean withinRequest() {
            return this == RESET_BEFORE_BODY || this == RESET_IN_REQUEST;
        }
    }

    Delivery at(Breach where) {
        return new Delivery(where, bytes, delay, dribble, closing);
    }

    Delivery after(long bytesOfBody) {
        return new Delivery(breach, bytesOfBody, delay, dribble, closing);
    }

    Delivery delayed(Duration pause) {
        return new Delivery(breach, bytes, pause, dribble, closing);
    }

    Delivery dribbling(Duration pause) {
        return new Delivery(breach, bytes, delay, pause, closing);
    }

    Delivery closingBehind() {
        return new Delivery(breach, bytes, delay, dribble, true);
    }
}
