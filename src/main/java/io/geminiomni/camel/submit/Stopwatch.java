package io.geminiomni.camel.submit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures how long something takes, and lets time pass: neither follows the wall clock. */
public interface Stopwatch {
    /** A reading in nanoseconds, good only for {@link #since}. */
    long read();

    /** The time since a reading. */
    default Duration since(long reading) {
        return Duration.ofNanos(read() - reading);
    }

    /** Waits. {@code false} if the thread was interrupted, which it then still is. */
    boolean pause(Duration duration);

    /** The machine's own. */
    static Stopwatch system() {
        return new Stopwatch() {
            @Override
            public long read() {
                return System.nanoTime();
            }

            @Override
            public boolean pause(Duration duration) {
                try {
                    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
                    return true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        };
    }
}
