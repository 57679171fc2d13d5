package io.geminiomni.camel.download;

import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/** The one request of a stream that may be running, so that another thread can cut it off. */
final class CurrentRequest {
    private @Nullable Cancellable running;
    private boolean cancelled;
    private long waited;

    /** Takes the place of the request before, which is over. */
    synchronized void is(Cancellable request) {
        running = request;
        if (cancelled) {
            request.cancel();
        }
    }

    /** Cuts off what runs, and whatever would run after. */
    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            running.cancel();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Notes how long a host took to answer, or to fail to. */
    synchronized void waited(long nanos) {
        waited += nanos;
    }

    /** What was noted since it was last taken, in nanoseconds. */
    synchronized long takeWaited() {
        long taken = waited;
        waited = 0;
        return taken;
    }
}
