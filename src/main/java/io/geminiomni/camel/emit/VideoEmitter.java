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
 * Passes claimed tasks into the route, on threads of its own and a limited number at once. A stopping consumer removes the
 * tasks that have not entered the route, and releases them.
 */
public final class VideoEmitter {
    private static final Logger LOG = LoggerFactory.getLogger(VideoEmitter.class);

    private static final Lease NOT_HELD = new Lease("", "");

    private final Route route;
    private final Executor executor;
    private final int concurrency;
    private final Monitor monitor;
    private final Deque<Emission> videos = new ArrayDeque<>();
    private final Deque<Emission> progress = new ArrayDeque<>();
    private int starting;
    private int videosInRoute;
    private int progressInRoute;
    private boolean open = true;

    /** @param executor has {@code concurrency} threads */
    public VideoEmitter(Route route, Executor executor, int concurrency, Threads threads) {
        this.route = route;
        this.executor = executor;
        this.concurrency = concurrency;
        this.monitor = threads.monitor();
    }

    /**
     * Queues a task. Videos go before progress. What is queued of the progress of a task is dropped when its video comes.
     *
     * @return false if this is closed, and the task was not queued
     */
    public boolean offer(Emission emission) {
        return monitor.get(() -> {
            if (open) {
                add(emission);
                pump();
            }
            return open;
        });
    }

    private void add(Emission emission) {
        if (emission.isProgress()) {
            progress.add(emission);
        } else {
            String key = emission.leased().task().key();
            progress.removeIf(before -> before.leased().task().key().equals(key));
            videos.add(emission);
        }
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
            List<LeasedTask> remaining = videos.stream().map(Emission::leased).toList();
            videos.clear();
            progress.clear();
            monitor.signalAll();
            return remaining;
        });
    }

    /** Accepts nothing more, but emits what is queued. */
    public void finish() {
        monitor.run(() -> open = false);
    }

    /** How many videos are queued. */
    public int queued() {
        return monitor.get(videos::size);
    }

    public int queuedProgress() {
        return monitor.get(progress::size);
    }

    /** How many videos are in the route. */
    public int inRoute() {
        return monitor.get(() -> videosInRoute);
    }

    /** How many exchanges, of videos and of progress, are queued or in the route. */
    public int pending() {
        return monitor.get(() -> allInRoute() + allQueued());
    }

    private int allQueued() {
        return videos.size() + progress.size();
    }

    private int allInRoute() {
        return videosInRoute + progressInRoute;
    }

    /**
     * Waits until the route can take another exchange at once.
     *
     * @return whether it can now and could not before
     */
    public boolean awaitCapacity(Duration atMost) throws InterruptedException {
        return monitor.get(this::isFull) && monitor.await(() -> !open || !isFull(), atMost, () -> open && !isFull());
    }

    private boolean isFull() {
        return allInRoute() + allQueued() >= concurrency;
    }

    private void pump() {
        while (allInRoute() + starting < concurrency && starting < allQueued()) {
            try {
                starting++;
                executor.execute(this::emitNext);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                starting--;
                LOG.debug(
                        "There is no thread to emit on; it is retried, and queued tasks are released when the consumer stops",
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
                exchangeEnded(next.isProgress());
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
            Emission next = videos.isEmpty() ? progress.poll() : videos.poll();
            if (next != null) {
                count(next.isProgress(), 1);
            }
            return next;
        });
    }

    private void count(boolean isProgress, int more) {
        if (isProgress) {
            progressInRoute += more;
        } else {
            videosInRoute += more;
        }
    }

    private void exchangeEnded(boolean isProgress) {
        monitor.run(() -> {
            count(isProgress, -1);
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
