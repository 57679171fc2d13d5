package io.geminiomni.camel.download;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Counts the attempts of one stream that receive too few bytes, and waits before the next: exponentially, with full jitter. */
final class Retries {
    private static final long FIRST_MILLIS = 1_000;
    private static final int DOUBLINGS = 4;

    private final int limit;
    private final long enough;
    private final RandomGenerator random;
    private final Pause pause;
    private long received;
    private int inARow;
    private int total;

    /** @param enough how many bytes an attempt must receive to reset the count */
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
            pause.pause(delay(inARow, random));
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

    /**
     * A random time of up to 1 s after the first failure, 2 s after the second, and so on up to 16 s.
     *
     * @param failures how many attempts in a row have failed, from 1
     */
    static Duration delay(int failures, RandomGenerator random) {
        long most = FIRST_MILLIS << Math.min(failures - 1, DOUBLINGS);
        return Duration.ofMillis(random.nextLong(most + 1));
    }

    int total() {
        return total;
    }
}
