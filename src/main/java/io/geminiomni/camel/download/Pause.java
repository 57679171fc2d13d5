package io.geminiomni.camel.download;

import java.time.Duration;

/** Waits between two attempts. */
@FunctionalInterface
public interface Pause {
    /** Waits for the duration. */
    void pause(Duration duration) throws InterruptedException;
}
