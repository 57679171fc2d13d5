package io.geminiomni.camel.download;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends waits that take too long. Its one thread ends when it is idle. */
final class Watchdog implements Closeable {
    private static final long IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor thread;

    Watchdog() {
        thread = new ScheduledThreadPoolExecutor(1, Watchdog::daemon, new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread daemon = new Thread(work, "gemini-omni-download-watchdog");
        daemon.setDaemon(true);
        return daemon;
    }

    /**
     * Runs {@code end} after the delay, unless it is cancelled. After {@link #close} it never runs.
     *
     * @param end must not block
     */
    Future<?> after(Duration delay, Runnable end) {
        return thread.schedule(end, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
