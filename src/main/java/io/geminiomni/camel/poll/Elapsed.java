package io.geminiomni.camel.poll;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time as it passes in this process, which nobody sets. Only the difference of two readings means anything. */
@FunctionalInterface
public interface Elapsed {
    Duration read();

    /** That of a clock which a test moves. */
    static Elapsed of(Clock clock) {
        return () -> Duration.between(Instant.EPOCH, clock.instant());
    }
}
