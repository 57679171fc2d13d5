package io.geminiomni.camel.concurrent;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Threads, locks and time. Whatever works on several threads, waits or sleeps is given these, so that a simulation can stand in
 * their place. Locks and time are the machine's unless they are overridden.
 */
public interface Threads {
    /**
     * A pool that loses nothing: work that finds no free thread waits in a queue without a bound, and work that comes after the
     * shutdown is refused with a {@link java.util.concurrent.RejectedExecutionException}.
     *
     * @param owner in whose name the pool is managed
     */
    ExecutorService pool(Object owner, String name, int threads);

    /** A pool with one thread, for work at certain times. */
    ScheduledExecutorService timer(Object owner, String name);

    /** A new monitor. */
    default Monitor monitor() {
        return new LockMonitor();
    }

    /** Time as it passes in this process, which nobody sets. Only the difference of two readings means anything. */
    default Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }

    /** Sleeps for that long. */
    default void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
