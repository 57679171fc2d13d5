package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a host sends as fast as it must. Only the time counts that a stream is blocked in reading from it, so that a
 * slow reader is not taken for a slow host. That time is cut into windows, and each of them must bring enough bytes.
 *
 * <p>For one reading thread; any other may ask.
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
     * @param window as time blocked in reading
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

    /** Counts time that was spent waiting for the host elsewhere. */
    synchronized void waited(long nanos) {
        blocked += nanos;
        advance();
    }

    synchronized boolean isReading() {
        return reading;
    }

    /** Whether some window did not bring enough. Once so, it stays so. */
    synchronized boolean isTooSlow() {
        advance();
        return tooSlow;
    }

    /** How much longer a read may take before the window ends. */
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
