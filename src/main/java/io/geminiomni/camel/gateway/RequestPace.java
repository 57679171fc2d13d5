package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for the calls of one account. A call takes its turn and waits for it; none is dropped. The bucket holds the
 * tokens of a tenth of a second, at least one, so that a burst after a pause is a small one.
 */
public final class RequestPace {
    /** So many calls per second that nobody waits. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURSTS_PER_SECOND = 10;

    private final LongSupplier nanoTime;
    private int perSecond;
    /** When the bucket is full again, in the time of {@code nanoTime}. */
    private long fullAt;

    public RequestPace(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RequestPace(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.fullAt = nanoTime.getAsLong();
    }

    /** Slows down, if that is slower than now. */
    public synchronized void atMost(int calls) {
        perSecond = Math.min(perSecond, calls);
    }

    /** Whether it remembers no call that a new one would not. */
    public synchronized boolean isRested() {
        return fullAt - nanoTime.getAsLong() <= 0;
    }

    /**
     * Waits for a turn, which then has to be used.
     *
     * @return false if it would not come in time, or the thread was interrupted, which it then still is
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

    /** Takes a token, of the future if need be: nanoseconds until it is there, or -1, with none taken, if that is too long. */
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
