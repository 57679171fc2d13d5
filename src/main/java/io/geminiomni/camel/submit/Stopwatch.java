package io.geminiomni.camel.submit;

import io.geminiomni.camel.concurrent.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures time, and pauses. The timer of a machine stops while the machine is suspended, and its clock may be set. So time is
 * measured by both, and the longer result counts: a time limit is then exceeded too early rather than too late. A virtual
 * machine that is paused from outside may notice neither.
 */
public interface Stopwatch {
    /** A reading for {@link #since}. */
    Reading read();

    /**
     * A reading of both.
     *
     * @param timer cannot be set, but may stop while the machine is suspended
     * @param clock continues while the machine is suspended, but may be set
     */
    record Reading(Duration timer, Instant clock) {}

    /** The time since a reading, not negative. */
    default Duration since(Reading reading) {
        Reading now = read();
        Duration byTimer = now.timer().minus(reading.timer());
        Duration byClock = Duration.between(reading.clock(), now.clock());
        return byClock.compareTo(byTimer) > 0 ? byClock : byTimer;
    }

    /** @return false if the thread was interrupted; its interrupt flag is then set */
    boolean pause(Duration duration);

    static Stopwatch of(Threads threads, Clock clock) {
        return new Stopwatch() {
            @Override
            public Reading read() {
                return new Reading(threads.elapsed(), clock.instant());
            }

            @Override
            public boolean pause(Duration duration) {
                try {
                    threads.pause(duration);
                    return true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        };
    }
}
