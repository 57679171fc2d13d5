package io.geminiomni.camel.download;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.DownloadEvent;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures one stream, and reports its end once. */
final class DownloadReport {
    private final ChannelListener listener;
    private final LongSupplier nanoTime;
    private long bytes;
    private long nanos;
    private boolean ended;

    DownloadReport(ChannelListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /** A reading for {@link #waited}. */
    long time() {
        return nanoTime.getAsLong();
    }

    /** The stream has waited for the host. */
    synchronized void waited(long since) {
        nanos += nanoTime.getAsLong() - since;
    }

    synchronized void received(int count) {
        bytes += count;
    }

    /** Only the first call counts. */
    void ended(DownloadEvent.Outcome outcome) {
        DownloadEvent event;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            event = new DownloadEvent(outcome, bytes, Duration.ofNanos(nanos));
        }
        listener.downloaded(event);
    }
}
