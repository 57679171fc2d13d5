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
 * Passes claimed tasks into the route, so many at once and never on the thread that asks. What has not entered the route
 * yet can be taken back, which is how a stopping consumer gives up what it has not emitted.
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

    /** @param executor has as many threads as exchanges may be in the route at once */
    public VideoEmitter(Route route, Executor executor, int concurrency, Threads threads) {
        this.route = route;
        this.executor = executor;
        this.concurrency = concurrency;
        this.monitor = threads.monitor();
    }

    /** Takes a task, unless it is closed. */
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

    /** Takes nothing more, and gives back what is not in the route yet. */
    public List<LeasedTask> close() {
        return monitor.get(() -> {
            open = false;
            List<LeasedTask> remaining = queue.stream()
                    .filter(emission -> !emission.isNews())
                    .map(Emission::leased)
                    .toList();
            queue.clear();
            monitor.signalAll();
            return remaining;
        });
    }

    /** Takes nothing more, but emits what it has. */
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
                LOG.debug("Nothing more can be emitted; what is queued waits to be taken back", e);
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
            LOG.error(
                    "{} did not get through the route in an orderly way",
                    next.leased().task(),
                    e);
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
     * @param index its place among those that were handed over with it
     * @param total how many those are
     * @param isNews whether it only tells how the task is, which is not held for that and not given back
     */
    public record Emission(LeasedTask leased, int index, int total, boolean isNews) {
        public Emission(LeasedTask leased, int index, int total) {
            this(leased, index, total, false);
        }

        public static Emission news(VideoTask task) {
            return new Emission(new LeasedTask(task, NOT_HELD, task.submittedAt()), 0, 1, true);
        }
    }

    /** Takes a task into the route. */
    @FunctionalInterface
    public interface Route {
        /** @param whenEnded to be called when the exchange has left the route; only the first call counts */
        void emit(Emission emission, Runnable whenEnded);
    }
}
