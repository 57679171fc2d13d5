package io.geminiomni.camel.download;

import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/** The running request of a stream, which another thread can cancel. */
final class CurrentRequest {
    private @Nullable Cancellable running;
    private boolean cancelled;
    private long waited;

    /** Sets the running request. The one before is complete. */
    synchronized void set(Cancellable request) {
        running = request;
        if (cancelled) {
            request.cancel();
        }
    }

    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            running.cancel();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Adds the time that a host took to answer or to fail. */
    synchronized void waited(long nanos) {
        waited += nanos;
    }

    /** The time added since it was last taken, in nanoseconds. */
    synchronized long takeWaited() {
        long taken = waited;
        waited = 0;
        return taken;
    }
}
