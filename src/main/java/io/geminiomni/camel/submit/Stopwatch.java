package io.geminiomni.camel.submit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

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
     * @param nanos of a timer that nobody sets, which may stand still while the machine sleeps
     * @param clock of a clock that goes on while the machine sleeps, which may be set
     */
    record Reading(long nanos, Instant clock) {}

    /** The time since a reading, not negative. */
    default Duration since(Reading reading) {
        Reading now = read();
        Duration byTimer = Duration.ofNanos(now.nanos() - reading.nanos());
        Duration byClock = Duration.between(reading.clock(), now.clock());
        return byClock.compareTo(byTimer) > 0 ? byClock : byTimer;
    }

    /** Waits. {@code false} if the thread was interrupted, which it then still is. */
    boolean pause(Duration duration);

    /** The machine's own timer, and that clock. */
    static Stopwatch system(Clock clock) {
        return new Stopwatch() {
            @Override
            public Reading read() {
                return new Reading(System.nanoTime(), clock.instant());
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
