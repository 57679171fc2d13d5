package io.geminiomni.camel.produce;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.OnCamelContextStopping;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the tasks of a channel that are submitted or waited for at once, as the repository counts them. Nodes that submit at
 * the same moment may exceed the limit together. Requests wait in a queue and hold no thread. No lock is held while the
 * repository counts.
 */
public final class InFlightLimit extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightLimit.class);
    private static final long CHECK_MILLIS = 100;
    private static final Set<TaskState> IN_FLIGHT = Set.of(TaskState.SUBMITTING, TaskState.WAITING);

    private final CamelContext context;
    private final Threads threads;
    private final Monitor monitor;
    private final VideoTaskRepository tasks;
    private final String channel;
    private final int most;
    private final int workers;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final LifecycleStrategy atContextStop;
    private int entered;
    private boolean closed;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable Future<?> checking;
    private @Nullable ExecutorService continuations;

    /** @param workers the threads for requests that have waited */
    public InFlightLimit(
            CamelContext context, Threads threads, VideoTaskRepository tasks, String channel, int most, int workers) {
        this.context = context;
        this.threads = threads;
        this.monitor = threads.monitor();
        this.tasks = tasks;
        this.channel = channel;
        this.most = most;
        this.workers = workers;
        this.atContextStop = LifecycleStrategySupport.adapt((OnCamelContextStopping) stopping -> failAll());
    }

    /** A request that waits for room. */
    interface Waiting {
        /** Called when it has room: {@link #leave} gives the room back. */
        void resume();

        void fail(Throwable why);
    }

    /** @throws GatewayThrottledException if there is no room; else {@link #leave} must be called */
    void enter() {
        if (!tryEnter()) {
            throw new GatewayThrottledException(GatewayFailure.notSent(
                    "Channel " + channel + " has as many tasks in flight as maxInFlight allows, which is " + most
                            + ". The request was not sent, and no money was spent; its key is free. Send it again when a"
                            + " video is finished, or let it wait with blockWhenFull=true."));
        }
    }

    /**
     * Takes room if there is some and the queue is empty; then {@link #leave} must be called. Else the request is queued, and
     * called once on another thread.
     *
     * @throws IllegalStateException if the context is stopping
     */
    boolean enterOrWait(Waiting waiting) {
        if (isNext() && tryEnter()) {
            return true;
        }
        monitor.run(() -> {
            checkOpen();
            queue.add(waiting);
        });
        return false;
    }

    private boolean isNext() {
        return monitor.get(() -> {
            checkOpen();
            return queue.isEmpty();
        });
    }

    private void checkOpen() {
        if (closed) {
            throw stopped();
        }
    }

    /** Gives room back after a submission: a task that it made is counted by the repository. */
    void leave() {
        monitor.run(() -> entered--);
    }

    private boolean tryEnter() {
        int before = monitor.get(() -> entered++);
        boolean room = false;
        try {
            room = hasRoomAfter(before);
            return room;
        } finally {
            if (!room) {
                leave();
            }
        }
    }

    /** Submissions of this node may be stored already or not. */
    private boolean hasRoomAfter(int submitting) {
        Map<TaskState, Long> counts = tasks.counts(channel, IN_FLIGHT, most);
        return counts.getOrDefault(TaskState.WAITING, 0L)
                        + Math.max(submitting, counts.getOrDefault(TaskState.SUBMITTING, 0L))
                < most;
    }

    private void check() {
        try {
            boolean more = true;
            while (more) {
                more = startNext();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("The tasks in flight on channel {} could not be counted; the count is repeated", channel, e);
        }
    }

    private boolean startNext() {
        return monitor.get(() -> !closed && !queue.isEmpty()) && tryEnter() && monitor.get(this::handOver);
    }

    /** Atomic, so that at a stop a request is either in the queue or on a thread. */
    private boolean handOver() {
        Waiting next = closed ? null : queue.poll();
        if (next == null) {
            leave();
            return false;
        }
        try {
            continuations().execute(next::resume);
            return true;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread for a request on channel {}; it stays in the queue", channel, e);
            queue.addFirst(next);
            leave();
            return false;
        }
    }

    private ExecutorService continuations() {
        ExecutorService present = continuations;
        if (present == null) {
            present = threads.pool(this, "GeminiOmniSubmit[" + channel + "]", workers);
            continuations = present;
        }
        return present;
    }

    private void failAll() {
        Deque<Waiting> waitingNow = monitor.get(() -> {
            closed = true;
            Deque<Waiting> all = new ArrayDeque<>(queue);
            queue.clear();
            return all;
        });
        waitingNow.forEach(waiting -> waiting.fail(stopped()));
    }

    private RuntimeException stopped() {
        return new IllegalStateException("The request for channel " + channel
                + " waited for room within maxInFlight when the context stopped. It was not sent and nothing was paid; its"
                + " key is free, so send it again after the start");
    }

    @Override
    protected void doStart() {
        monitor.run(() -> closed = false);
        context.addLifecycleStrategy(atContextStop);
        timer = threads.timer(this, "GeminiOmniRoom[" + channel + "]");
        checking = timer.scheduleWithFixedDelay(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        context.getLifecycleStrategies().remove(atContextStop);
        failAll();
        if (checking != null) {
            checking.cancel(false);
        }
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        if (timer != null) {
            executors.shutdown(timer);
        }
        if (continuations != null) {
            executors.shutdown(continuations);
            continuations = null;
        }
    }
}
