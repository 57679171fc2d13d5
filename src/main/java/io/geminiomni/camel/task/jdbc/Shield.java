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
 * Runs work on threads that are not interrupted, while the callers wait. An interrupt during a write closes the file of an H2
 * database, and so the database for all its users. An interrupt in a pool would deny a connection to a caller that has to record a
 * paid request. The interrupted status of a caller is restored when its work is done.
 */
final class Shield {
    private static final AtomicLong STARTED = new AtomicLong();

    // As many threads as callers wait. Idle threads end, so nothing has to be closed.
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Shield::thread);

    private Shield() {}

    /** Work with a database. */
    interface Work<T> {
        T run() throws SQLException;
    }

    private static final class StoreThread extends Thread {
        StoreThread(Runnable work) {
            super(work, "gemini-omni-store-" + STARTED.incrementAndGet());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new StoreThread(work);
        thread.setDaemon(true);
        thread.setContextClassLoader(Shield.class.getClassLoader());
        return thread;
    }

    /** Starts work on such a thread, and does not wait for it. */
    static void start(Runnable work) {
        THREADS.execute(work);
    }

    /** Waits for the work, and throws its exception. On such a thread it is done at once. */
    static <T> T run(Work<T> work) throws SQLException {
        if (Thread.currentThread() instanceof StoreThread) {
            return work.run();
        }
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
