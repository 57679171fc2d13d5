package io.geminiomni.camel.download;

import java.time.Duration;

/** Waits between two attempts. */
@FunctionalInterface
public interface Pause {
    void pause(Duration duration) throws InterruptedException;
}
