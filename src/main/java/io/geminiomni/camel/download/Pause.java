package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits between two attempts. */
@FunctionalInterface
public interface Pause {
    /** Waits for the duration. */
    void pause(Duration duration) throws InterruptedException;

    /** Waits by the timer of the machine. */
    static Pause system() {
        return duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
