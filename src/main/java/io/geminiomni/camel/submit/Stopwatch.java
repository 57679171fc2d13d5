package io.geminiomni.camel.submit;

import io.geminiomni.camel.concurrent.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Measures how long something takes, and lets time pass. The timer of the machine stands still while it sleeps, and its clock
 * may be set, so time is measured by both and the longer counts: what has to be over in time is rather given up too early than
 * too late. A machine that is paused from outside, as a virtual one, may notice neither.
 */
public interface Stopwatch {
    /** A reading, good only for {@link #since}. */
    Reading read();

    /**
     * A reading.
     *
     * @param timer that nobody sets, which may stand still while the machine sleeps
     * @param clock of a clock that goes on while the machine sleeps, which may be set
     */
    record Reading(Duration timer, Instant clock) {}

    /** The time since a reading, not negative. */
    default Duration since(Reading reading) {
        Reading now = read();
        Duration byTimer = now.timer().minus(reading.timer());
        Duration byClock = Duration.between(reading.clock(), now.clock());
        return byClock.compareTo(byTimer) > 0 ? byClock : byTimer;
    }

    /** Waits. {@code false} if the thread was interrupted, which it then still is. */
    boolean pause(Duration duration);

    /** The time of these threads, and that clock. */
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
