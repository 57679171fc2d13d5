package io.geminiomni.camel.download;

import java.io.InterruptedIOException;
import java.util.random.RandomGenerator;

/** Counts the attempts of one stream that receive too few bytes, and waits before the next. */
final class Retries {
    private final int limit;
    private final long enough;
    private final RandomGenerator random;
    private final Pause pause;
    private long received;
    private int inARow;
    private int total;

    /**
     * @param limit how many in a row
     * @param enough how many bytes an attempt must receive to reset the count
     */
    Retries(int limit, long enough, RandomGenerator random, Pause pause) {
        this.limit = limit;
        this.enough = enough;
        this.random = random;
        this.pause = pause;
    }

    void received(int bytes) {
        received += bytes;
    }

    /** Waits before another attempt; {@code false}, without a wait, if the limit is reached. */
    boolean next() throws InterruptedIOException {
        if (!mayGoOn()) {
            return false;
        }
        total++;
        try {
            pause.pause(BackOff.delay(inARow, random));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted between two attempts to fetch a video");
        }
        return true;
    }

    /** Counts an attempt; {@code false} if the limit is reached. */
    boolean mayGoOn() {
        if (received >= enough) {
            inARow = 0;
        }
        received = 0;
        if (inARow == limit) {
            return false;
        }
        inARow++;
        return true;
    }

    int total() {
        return total;
    }
}
