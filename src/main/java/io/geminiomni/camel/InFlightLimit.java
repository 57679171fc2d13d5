package io.geminiomni.camel;

import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
 * in the very same moment may exceed the bound together. What has to wait waits in a queue, not on a thread.
 */
final class InFlightLimit extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(InFlightLimit.class);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int CONTINUATIONS = 4;

    private final CamelContext context;
    private final VideoTaskRepository tasks;
    private final String channel;
    private final int most;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final LifecycleStrategy atContextStop;
    private int entered;
    private boolean closed;
    private @Nullable ScheduledExecutorService clockwork;
    private @Nullable Future<?> looking;
    private @Nullable ExecutorService continuations;

    InFlightLimit(CamelContext context, VideoTaskRepository tasks, String channel, int most) {
        this.context = context;
        this.tasks = tasks;
        this.channel = channel;
        this.most = most;
        this.atContextStop = LifecycleStrategySupport.adapt((OnCamelContextStopping) stopping -> giveUp());
    }

    /** Something that goes on when there is room. */
    interface Waiting {
        /** There is room, and it is taken: {@link #leave} gives it back. */
        void goOn();

        /** There will not be. */
        void giveUp(RuntimeException why);
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
    synchronized boolean enterOrWait(Waiting waiting) {
        if (closed) {
            throw stopped();
        }
        boolean room = queue.isEmpty() && tryEnter();
        if (!room) {
            queue.add(waiting);
        }
        return room;
    }

    /** The submission for which room was taken is over: if it made a task, the repository counts that. */
    synchronized void leave() {
        entered--;
    }

    /** What is being submitted by us may or may not be on record yet. */
    private synchronized boolean tryEnter() {
        int submitting = entered;
        Map<TaskState, Long> counts = tasks.counts(channel);
        long inFlight = counts.getOrDefault(TaskState.WAITING, 0L)
                + Math.max(submitting, counts.getOrDefault(TaskState.SUBMITTING, 0L));
        if (inFlight >= most) {
            return false;
        }
        entered++;
        return true;
    }

    private void look() {
        try {
            boolean more = true;
            while (more) {
                more = startNext();
            }
        } catch (RuntimeException e) {
            LOG.warn("Whether there is room on channel {} could not be found out; it is tried again", channel, e);
        }
    }

    /** As one step, so that a stop finds whoever waits either in the queue or on a thread. */
    private synchronized boolean startNext() {
        if (closed || queue.isEmpty() || !tryEnter()) {
            return false;
        }
        continuations().execute(queue.remove()::goOn);
        return true;
    }

    private ExecutorService continuations() {
        ExecutorService present = continuations;
        if (present == null) {
            present = context.getExecutorServiceManager()
                    .newFixedThreadPool(this, "GeminiOmniSubmit[" + channel + "]", CONTINUATIONS);
            continuations = present;
        }
        return present;
    }

    private void giveUp() {
        Deque<Waiting> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(queue);
            queue.clear();
        }
        left.forEach(waiting -> waiting.giveUp(stopped()));
    }

    private RuntimeException stopped() {
        return new IllegalStateException("The request for channel " + channel
                + " waited for room within maxInFlight when the context stopped. It was not sent and nothing was paid; its"
                + " key is free, so send it again after the start");
    }

    @Override
    protected void doStart() {
        synchronized (this) {
            closed = false;
        }
        context.addLifecycleStrategy(atContextStop);
        clockwork =
                context.getExecutorServiceManager().newScheduledThreadPool(this, "GeminiOmniRoom[" + channel + "]", 1);
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
            executors.shutdownNow(clockwork);
        }
        if (continuations != null) {
            executors.shutdown(continuations);
            continuations = null;
        }
    }
}
