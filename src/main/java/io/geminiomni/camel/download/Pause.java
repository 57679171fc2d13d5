package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass between two attempts. */
@FunctionalInterface
public interface Pause {
    /** Waits that long. */
    void pause(Duration duration) throws InterruptedException;

    /** The machine's own. */
    static Pause system() {
        return duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }
}
