package io.geminiomni.camel.concurrent;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The source of threads, locks, time and randomness. It is passed to all parts that use several threads, wait, sleep or draw
 * random numbers, so that a simulation can replace it. By default locks, time and randomness are those of the machine.
 */
public interface Threads {
    /**
     * A pool that loses no job: jobs without a free thread wait in an unbounded queue, and jobs after the shutdown are rejected
     * with a {@link java.util.concurrent.RejectedExecutionException}.
     *
     * @param owner the object that shuts the pool down
     */
    ExecutorService pool(Object owner, String name, int threads);

    /** A pool with one thread, for scheduled jobs. */
    ScheduledExecutorService timer(Object owner, String name);

    default Monitor monitor() {
        return new LockMonitor();
    }

    /** Monotonic time. Only the difference of two readings has a meaning. */
    default Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** A new source of random numbers, for several threads. */
    default RandomGenerator random() {
        return new SecureRandom();
    }

    default void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
