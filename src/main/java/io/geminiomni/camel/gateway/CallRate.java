package io.geminiomni.camel.gateway;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many calls of one account may be sent: a token bucket, whose rate is halved when the gateway throttles, and then grows
 * evenly, until it is the limit again. The bucket holds the tokens of a tenth of a second, at least one, which bounds a burst.
 * Arithmetic only; not thread-safe.
 */
final class CallRate {
    /** Throttling never makes it slower. */
    static final double LEAST_PER_SECOND = 0.5;
    /** In how many seconds the rate grows from nothing to the limit. */
    static final double SECONDS_TO_RECOVER = 60;

    /** A limit that is higher is reached again as fast as this one. */
    private static final double MOST_PER_SECOND = 1_000;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int BURSTS_PER_SECOND = 10;

    private final LongSupplier nanoTime;
    private int limit;
    /** When the bucket is full again, by {@code nanoTime}. */
    private long fullAt;

    private boolean reduced;
    private double reducedTo;
    private long reducedAt;
    private boolean wasReduced;
    private long secondBegan;
    private int callsOfSecond;
    private int callsOfSecondBefore;

    CallRate(int limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.fullAt = nanoTime.getAsLong();
        this.secondBegan = fullAt;
    }

    /** Lowers the limit to so many calls per second; a lower limit stays. */
    void atMost(int calls) {
        limit = Math.min(limit, calls);
    }

    /** Whether the gateway has throttled, and the rate has not recovered. */
    boolean isReduced() {
        return perSecond() < limit;
    }

    /** Whether a new one would behave the same. */
    boolean isRested() {
        return fullAt - nanoTime.getAsLong() <= 0 && !isReduced();
    }

    /** How many calls per second may be sent now. */
    double perSecond() {
        if (reduced) {
            double target = Math.min(limit, MOST_PER_SECOND);
            double recovered = reducedTo + target / SECONDS_TO_RECOVER * (nanoTime.getAsLong() - reducedAt) / SECOND;
            if (recovered < target) {
                return recovered;
            }
            reduced = false;
        }
        return limit;
    }

    /** The nanoseconds until a call may be sent, if so many are sent before it. */
    long untilFree(int before) {
        if (limit == RequestPace.UNLIMITED && !isReduced()) {
            return 0;
        }
        double interval = SECOND / perSecond();
        double capacity = Math.max(1, (int) (perSecond() / BURSTS_PER_SECOND)) * interval;
        double filling = Math.max(0, fullAt - nanoTime.getAsLong()) + interval * (before + 1.0);
        return (long) Math.max(0, filling - capacity);
    }

    /** A call is sent. */
    void take() {
        long now = nanoTime.getAsLong();
        fullAt = now + Math.max(0, fullAt - now) + (long) (SECOND / perSecond());
        if (now - secondBegan >= SECOND) {
            callsOfSecondBefore = now - secondBegan < 2 * SECOND ? callsOfSecond : 0;
            callsOfSecond = 0;
            secondBegan = now;
        }
        callsOfSecond++;
    }

    /**
     * The gateway has throttled a call. The rate is now half of what it was, or of the calls that were sent within a second if these
     * were fewer.
     *
     * @param sentAt when the call was sent, by {@code nanoTime}; one that was sent before the last reduction changes nothing
     * @return whether the rate was reduced
     */
    boolean throttled(long sentAt) {
        if (wasReduced && sentAt - reducedAt < 0) {
            return false;
        }
        int sent = Math.max(1, Math.max(callsOfSecond, callsOfSecondBefore));
        reducedTo = Math.max(LEAST_PER_SECOND, Math.min(perSecond(), sent) / 2);
        reducedAt = nanoTime.getAsLong();
        wasReduced = true;
        reduced = reducedTo < limit;
        return reduced;
    }
}
