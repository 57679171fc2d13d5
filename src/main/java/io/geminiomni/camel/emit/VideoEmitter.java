package io.geminiomni.camel.emit;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes claimed tasks into the route, on threads of its own and a limited number at once. A stopping consumer takes back the
 * tasks that have not entered the route, and releases them.
 */
public final class VideoEmitter {
    private static final Logger LOG = LoggerFactory.getLogger(VideoEmitter.class);

    private static final Lease NOT_HELD = new Lease("", "");

    private final Route route;
    private final Executor executor;
    private final int concurrency;
    private final Monitor monitor;
    private final Deque<Emission> queue = new ArrayDeque<>();
    private int starting;
    private int inRoute;
    private boolean open = true;

    /** @param executor has {@code concurrency} threads */
    public VideoEmitter(Route route, Executor executor, int concurrency, Threads threads) {
        this.route = route;
        this.executor = executor;
        this.concurrency = concurrency;
        this.monitor = threads.monitor();
    }

    /** @return false if this is closed, and the task was not queued */
    public boolean offer(Emission emission) {
        return monitor.get(() -> {
            if (open) {
                queue.add(emission);
                pump();
            }
            return open;
        });
    }

    public void open() {
        monitor.run(() -> open = true);
    }

    /** Emits what is queued because there was no thread for it, if there is one now. */
    public void retry() {
        monitor.run(this::pump);
    }

    /** Accepts nothing more, and returns the tasks that are not in the route yet. */
    public List<LeasedTask> close() {
        return monitor.get(() -> {
            open = false;
            List<LeasedTask> remaining = queue.stream()
                    .filter(emission -> !emission.isProgress())
                    .map(Emission::leased)
                    .toList();
            queue.clear();
            monitor.signalAll();
            return remaining;
        });
    }

    /** Accepts nothing more, but emits what is queued. */
    public void finish() {
        monitor.run(() -> open = false);
    }

    public int queued() {
        return monitor.get(queue::size);
    }

    public int inRoute() {
        return monitor.get(() -> inRoute);
    }

    /**
     * Waits until the route can take another exchange at once.
     *
     * @return whether it can now and could not before
     */
    public boolean awaitCapacity(Duration patience) throws InterruptedException {
        return monitor.get(this::isFull) && monitor.await(() -> !open || !isFull(), patience, () -> open && !isFull());
    }

    private boolean isFull() {
        return inRoute + queue.size() >= concurrency;
    }

    private void pump() {
        while (inRoute + starting < concurrency && starting < queue.size()) {
            try {
                starting++;
                executor.execute(this::emitNext);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                starting--;
                LOG.debug(
                        "There is no thread to emit on; it is retried, and what is queued is taken back at the stop",
                        e);
                return;
            }
        }
    }

    private void emitNext() {
        Emission next = next();
        if (next == null) {
            return;
        }
        AtomicBoolean ended = new AtomicBoolean();
        Runnable whenEnded = () -> {
            if (ended.compareAndSet(false, true)) {
                exchangeEnded();
            }
        };
        try {
            route.emit(next, whenEnded);
        } catch (RuntimeException | Error e) {
            LOG.error("The emission of {} failed", next.leased().task(), e);
            whenEnded.run();
        }
    }

    private @Nullable Emission next() {
        return monitor.get(() -> {
            starting--;
            Emission next = queue.poll();
            if (next != null) {
                inRoute++;
            }
            return next;
        });
    }

    private void exchangeEnded() {
        monitor.run(() -> {
            inRoute--;
            pump();
            monitor.signalAll();
        });
    }

    /**
     * A task on its way into the route.
     *
     * @param index its place in its batch
     * @param total the size of the batch
     * @param isProgress whether it only reports the progress of the task, which is not leased and not released
     */
    public record Emission(LeasedTask leased, int index, int total, boolean isProgress) {
        public Emission(LeasedTask leased, int index, int total) {
            this(leased, index, total, false);
        }

        public static Emission progress(VideoTask task) {
            return new Emission(new LeasedTask(task, NOT_HELD, task.submittedAt()), 0, 1, true);
        }
    }

    /** The route. */
    @FunctionalInterface
    public interface Route {
        /** @param whenEnded is called when the exchange has left the route; only the first call counts */
        void emit(Emission emission, Runnable whenEnded);
    }
}
