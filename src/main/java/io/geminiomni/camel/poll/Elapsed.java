package io.geminiomni.camel.poll;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Monotonic time. Only the difference of two readings has a meaning. */
@FunctionalInterface
public interface Elapsed {
    Duration read();

    /** The time of a clock that a test sets. */
    static Elapsed of(Clock clock) {
        return () -> Duration.between(Instant.EPOCH, clock.instant());
    }
}
