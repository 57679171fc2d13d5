package io.geminiomni.camel.download;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of one stream, and ends the stream as soon as its host is too slow, also during a read.
 */
final class RateGuard implements Closeable {
    private final ReadingRate rate;
    private final Watchdog watchdog;
    private final Runnable cut;
    private @Nullable Future<?> alarm;

    RateGuard(ReadingRate rate, Watchdog watchdog, Runnable cut) {
        this.rate = rate;
        this.watchdog = watchdog;
        this.cut = cut;
    }

    int read(VideoBody body, byte[] buffer, int offset, int length) throws IOException {
        begin();
        int count = 0;
        try {
            count = body.read(buffer, offset, length);
            return count;
        } finally {
            rate.end(Math.max(count, 0));
        }
    }

    /** Adds the time that the host took to answer. */
    void waited(long nanos) {
        rate.waited(nanos);
    }

    boolean isTooSlow() {
        return rate.isTooSlow();
    }

    /** One alarm is used for many reads: it checks the rate when it goes off. */
    private synchronized void begin() {
        rate.begin();
        if (alarm == null) {
            alarm = watchdog.after(rate.remaining(), this::look);
        }
    }

    private synchronized void look() {
        alarm = null;
        if (rate.isTooSlow()) {
            cut.run();
        } else if (rate.isReading()) {
            alarm = watchdog.after(rate.remaining(), this::look);
        }
    }

    @Override
    public synchronized void close() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }
}
