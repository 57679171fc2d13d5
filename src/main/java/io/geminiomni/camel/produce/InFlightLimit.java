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
 * Bounds how many tasks of a channel are submitted or waited for at once, as its repository counts them. Nodes that submit
 * in the very same moment may exceed the bound together. What has to wait waits in a queue, not on a thread. Nobody waits for
 * a lock while the repository counts.
 */
public final class InFlightLimit extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightLimit.class);
    private static final long LOOK_AGAIN_MILLIS = 100;
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
    private @Nullable ScheduledExecutorService clockwork;
    private @Nullable Future<?> looking;
    private @Nullable ExecutorService continuations;

    /**
     * @param most how many tasks may be in flight
     * @param workers on how many threads what has waited goes on
     */
    public InFlightLimit(
            CamelContext context, Threads threads, VideoTaskRepository tasks, String channel, int most, int workers) {
        this.context = context;
        this.threads = threads;
        this.monitor = threads.monitor();
        this.tasks = tasks;
        this.channel = channel;
        this.most = most;
        this.workers = workers;
        this.atContextStop = LifecycleStrategySupport.adapt((OnCamelContextStopping) stopping -> giveUp());
    }

    /** Something that goes on when there is room. */
    interface Waiting {
        /** There is room, and it is taken: {@link #leave} gives it back. */
        void goOn();

        /** There will not be. */
        void giveUp(Throwable why);
    }

    /** @throws GatewayThrottledException if there is no room; else {@link #leave} has to be called */
    void enter() {
        if (!tryEnter()) {
            throw new GatewayThrottledException(new GatewayFailure(
                    "Channel " + channel + " has as many tasks in flight as maxInFlight allows, which is " + most
                            + ". The request was not sent, and no money was spent; its key is free. Send it again when a"
                            + " video is done, or let it wait with blockWhenFull=true.",
                    null,
                    0,
                    false,
                    null,
                    null));
        }
    }

    /**
     * Takes room if there is some and nobody waits for it already; then {@link #leave} has to be called. Else it tells who
     * waits, once, later, and on another thread.
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

    /** The submission for which room was taken is over: if it made a task, the repository counts that. */
    void leave() {
        monitor.run(() -> entered--);
    }

    /** Whoever comes enters, and leaves again if those who entered before take all of the room. */
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

    /** What is being submitted by us may or may not be on record yet. */
    private boolean hasRoomAfter(int submitting) {
        Map<TaskState, Long> counts = tasks.counts(channel, IN_FLIGHT, most);
        return counts.getOrDefault(TaskState.WAITING, 0L)
                        + Math.max(submitting, counts.getOrDefault(TaskState.SUBMITTING, 0L))
                < most;
    }

    private void look() {
        try {
            boolean more = true;
            while (more) {
                more = startNext();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("Whether there is room on channel {} could not be found out; it is tried again", channel, e);
        }
    }

    private boolean startNext() {
        return monitor.get(() -> !closed && !queue.isEmpty()) && tryEnter() && monitor.get(this::handOver);
    }

    /** As one step, so that a stop finds whoever waits either in the queue or on a thread. */
    private boolean handOver() {
        Waiting next = closed ? null : queue.poll();
        if (next == null) {
            leave();
            return false;
        }
        try {
            continuations().execute(next::goOn);
            return true;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to go on with a request for channel {}; it waits for one", channel, e);
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

    private void giveUp() {
        Deque<Waiting> waitingNow = monitor.get(() -> {
            closed = true;
            Deque<Waiting> all = new ArrayDeque<>(queue);
            queue.clear();
            return all;
        });
        waitingNow.forEach(waiting -> waiting.giveUp(stopped()));
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
        clockwork = threads.timer(this, "GeminiOmniRoom[" + channel + "]");
        looking = clockwork.scheduleWithFixedDelay(
                this::look, LOOK_AGAIN_MILLIS, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        context.getLifecycleStrategies().remove(atContextStop);
        giveUp();
        if (looking != null) {
            looking.cancel(false);
        }
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        if (clockwork != null) {
            executors.shutdown(clockwork);
        }
        if (continuations != null) {
            executors.shutdown(continuations);
            continuations = null;
        }
    }
}
