package io.geminiomni.camel.simulation;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the simulation: a job that has not begun, or a thread that is in the middle of a job and waits until the
 * scheduler lets it go on.
 */
final class Strand {
    static final long NEVER = Long.MAX_VALUE;

    final String name;
    final Life life;
    private final BooleanSupplier mayBegin;
    private @Nullable Runnable job;

    /** The thread that it has, once it has begun. */
    @Nullable Worker worker;
    /** The time at which it goes on, if nothing wakes it before. */
    long wakeAt;
    /** What wakes it before its time. */
    @Nullable BooleanSupplier wake;

    boolean interrupted;
    /** Whether the transactions of its present call of the store may fail. */
    boolean transactionsMayFail;
    /** Whether it looks at the store for the history, which is no step of its process. */
    boolean observes;

    /**
     * @param life of the node that it belongs to
     * @param mayBegin whether it may begin when its time has come
     */
    Strand(String name, Life life, long wakeAt, BooleanSupplier mayBegin, Runnable job) {
        this.name = name;
        this.life = life;
        this.wakeAt = wakeAt;
        this.mayBegin = mayBegin;
        this.job = job;
    }

    boolean hasBegun() {
        return job == null;
    }

    /** The job, which begins now. */
    Runnable begin() {
        Runnable begun = job;
        job = null;
        if (begun == null) {
            throw new IllegalStateException(name + " has begun already");
        }
        return begun;
    }

    /** The earliest time at which it can go on, as far as is known. */
    long earliest(long now) {
        if (life.isEnded() || (job != null && !mayBegin.getAsBoolean())) {
            return NEVER;
        }
        long own = wakeAt <= now || (wake != null && wake.getAsBoolean()) ? now : wakeAt;
        return own == NEVER ? NEVER : Math.max(own, life.pausedUntil());
    }
}
