package io.geminiomni.camel.download;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.DownloadEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Measures one stream, and reports its end once. */
final class DownloadReport {
    private final ChannelListener listener;
    private final LongSupplier nanoTime;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();

    DownloadReport(ChannelListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /** A reading for {@link #waited}. */
    long time() {
        return nanoTime.getAsLong();
    }

    /** The stream has waited for the host. */
    void waited(long since) {
        nanos.addAndGet(nanoTime.getAsLong() - since);
    }

    void received(int count) {
        bytes.addAndGet(count);
    }

    /** Only the first call counts. */
    void ended(DownloadEvent.Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            listener.downloaded(new DownloadEvent(outcome, bytes.get(), Duration.ofNanos(nanos.get())));
        }
    }
}
