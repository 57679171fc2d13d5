package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for the calls of one account. A call waits for its token; none is dropped. The bucket holds the tokens of a
 * tenth of a second, at least one, which bounds a burst.
 */
public final class RequestPace {
    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURSTS_PER_SECOND = 10;

    private final LongSupplier nanoTime;
    private int perSecond;
    /** When the bucket is full again, by {@code nanoTime}. */
    private long fullAt;

    public RequestPace(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RequestPace(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.fullAt = nanoTime.getAsLong();
    }

    /** Lowers the limit to so many calls per second; a lower limit stays. */
    public synchronized void atMost(int calls) {
        perSecond = Math.min(perSecond, calls);
    }

    /** Whether the bucket is full, so that a new pace would behave the same. */
    public synchronized boolean isRested() {
        return fullAt - nanoTime.getAsLong() <= 0;
    }

    /**
     * Takes a token, and waits until it is valid.
     *
     * @return false if that would take longer, or the thread was interrupted, which then stays interrupted
     */
    boolean await(Duration atMost) {
        long wait = take(atMost.toNanos());
        if (wait < 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes a token of later calls, for a call that does not wait. */
    public synchronized void count() {
        if (perSecond != UNLIMITED) {
            long now = nanoTime.getAsLong();
            fullAt = now + Math.max(0, fullAt - now) + SECOND / perSecond;
        }
    }

    /** Takes a token: the nanoseconds until it is valid, or -1, with no token taken, if that is too long. */
    synchronized long take(long atMost) {
        if (perSecond == UNLIMITED) {
            return 0;
        }
        long interval = SECOND / perSecond;
        long capacity = Math.max(1, perSecond / BURSTS_PER_SECOND) * interval;
        long now = nanoTime.getAsLong();
        long filling = Math.max(0, fullAt - now) + interval;
        long wait = Math.max(0, filling - capacity);
        if (wait > atMost) {
            return -1;
        }
        fullAt = now + filling;
        return wait;
    }
}
