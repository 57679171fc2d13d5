package io.geminiomni.camel.delivery;

import java.io.InterruptedIOException;
import java.util.random.RandomGenerator;

/** Counts the failed attempts of one stream, and waits before the next. */
final class Retries {
    private final int limit;
    private final RandomGenerator random;
    private final Pause pause;
    private int inARow;
    private int total;

    /** @param limit how many in a row, without a byte between them */
    Retries(int limit, RandomGenerator random, Pause pause) {
        this.limit = limit;
        this.random = random;
        this.pause = pause;
    }

    void progress() {
        inARow = 0;
    }

    /** Waits for another attempt. {@code false}, at once, if there is to be none. */
    boolean next() throws InterruptedIOException {
        if (inARow == limit) {
            return false;
        }
        inARow++;
        total++;
        try {
            pause.pause(BackOff.delay(inARow, random));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted between two attempts to fetch a video");
        }
        return true;
    }

    int total() {
        return total;
    }
}
