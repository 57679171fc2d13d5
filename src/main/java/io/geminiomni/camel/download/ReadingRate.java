package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a host sends fast enough. Only the time counts that a stream is blocked in a read, so that a slow reader is not
 * mistaken for a slow host. That time is divided into windows, and each window must receive enough bytes.
 *
 * <p>For one reading thread; any thread may query it.
 */
final class ReadingRate {
    private final long enough;
    private final long window;
    private final LongSupplier nanoTime;
    private boolean reading;
    private long since;
    private long blocked;
    private long received;
    private boolean tooSlow;

    /**
     * @param bytesPerSecond the least, on average over a window
     * @param window of time blocked in reads
     * @param nanoTime as {@link System#nanoTime}
     */
    ReadingRate(long bytesPerSecond, Duration window, LongSupplier nanoTime) {
        this.enough = Math.round(bytesPerSecond * (window.toNanos() / 1e9));
        this.window = window.toNanos();
        this.nanoTime = nanoTime;
    }

    synchronized void begin() {
        since = nanoTime.getAsLong();
        reading = true;
    }

    synchronized void end(int bytes) {
        received += bytes;
        advance();
        reading = false;
    }

    /** Adds time that was spent waiting for the host outside of a read. */
    synchronized void waited(long nanos) {
        blocked += nanos;
        advance();
    }

    synchronized boolean isReading() {
        return reading;
    }

    /** Whether a window received too few bytes. This does not change back. */
    synchronized boolean isTooSlow() {
        advance();
        return tooSlow;
    }

    synchronized Duration remaining() {
        advance();
        return Duration.ofNanos(window - blocked);
    }

    private void advance() {
        if (reading) {
            long now = nanoTime.getAsLong();
            blocked += now - since;
            since = now;
        }
        if (blocked >= window) {
            tooSlow |= received < enough;
            blocked = 0;
            received = 0;
        }
    }
}
