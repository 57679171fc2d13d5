package io.geminiomni.camel.gateway;

import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/** The locks of the machine, and a monotonic time that a test sets. */
final class SetTime implements Threads {
    private final AtomicReference<Duration> now = new AtomicReference<>(Duration.ZERO);

    void advance(Duration time) {
        now.updateAndGet(time::plus);
    }

    long nanos() {
        return elapsed().toNanos();
    }

    @Override
    public Duration elapsed() {
        return now.get();
    }

    @Override
    public ExecutorService pool(Object owner, String name, int threads) {
        throw new UnsupportedOperationException("No test of this package needs a pool");
    }

    @Override
    public ScheduledExecutorService timer(Object owner, String name) {
        throw new UnsupportedOperationException("No test of this package needs a timer");
    }
}
