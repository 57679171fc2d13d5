package io.geminiomni.camel.task.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs work with a database on threads that nobody interrupts, while its callers wait. An interrupt that reaches H2 in a write
 * closes the file of the database under it, and with that the database for everybody; one that reaches a pool takes the
 * connection from who is about to record what was paid for. A caller that is interrupted meanwhile still is when its work is
 * done.
 */
final class Shield {
    private static final AtomicLong STARTED = new AtomicLong();

    // As many threads as callers wait, none when nobody does: there is nothing to be closed.
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Shield::thread);

    private Shield() {}

    /** Work with a database. */
    interface Work<T> {
        T run() throws SQLException;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "gemini-omni-store-" + STARTED.incrementAndGet());
        thread.setDaemon(true);
        thread.setContextClassLoader(Shield.class.getClassLoader());
        return thread;
    }

    /** Waits for the work, and throws what it throws. */
    static <T> T run(Work<T> work) throws SQLException {
        FutureTask<T> task = new FutureTask<>(work::run);
        THREADS.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException failure(@Nullable Throwable cause) {
        if (cause instanceof SQLException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }
}
