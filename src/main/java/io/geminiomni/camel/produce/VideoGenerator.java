package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.ChannelOptions;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.GenerateInterruptedException;
import io.geminiomni.camel.delivery.LeaseLostException;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.poll.TaskWatcher;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.spi.OnCamelContextStopping;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets exchanges wait for the videos of their tasks. A waiting exchange holds the lease of its task but no thread. It
 * acknowledges the video when it completes; until then no consumer emits it.
 */
final class VideoGenerator extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(VideoGenerator.class);
    private static final String HELD = "CamelGeminiOmniHeld.";
    private static final long TICK_MILLIS = 100;

    private final Channel channel;
    private final Duration timeout;
    private final CamelContext context;
    private final String owner;
    private final TaskWatcher watcher;
    private final Deliveries deliveries;
    private final ExecutorService polls;
    private final ExecutorService continuations;
    private final ScheduledExecutorService timer;
    private final LifecycleStrategy atContextStop;
    private @Nullable Future<?> ticking;

    /** @param timeout how long an exchange waits for its video */
    VideoGenerator(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
        this.context = channel.context();
        this.owner = channel.newOwner();
        String name = "[" + channel.name() + "]";
        ChannelOptions options = channel.options();
        this.polls = channel.threads().pool(this, "GeminiOmniPoll" + name, options.concurrentPolls());
        this.continuations = channel.threads().pool(this, "GeminiOmniGenerate" + name, options.workerPoolSize());
        this.timer = channel.threads().timer(this, "GeminiOmniWatch" + name);
        this.watcher = channel.watcher(polls);
        this.deliveries = channel.deliveries();
        this.atContextStop = LifecycleStrategySupport.adapt((OnCamelContextStopping) stopping -> watcher.close());
    }

    /**
     * Continues the exchange when its video is finished, or when the wait ends otherwise.
     *
     * @return whether the exchange was completed synchronously
     */
    boolean await(Exchange exchange, Submitted submitted, AsyncCallback callback) {
        VideoTask task = submitted.task();
        if (isOver(task) || exchange.getProperty(HELD + task.key()) != null) {
            deliverAgain(exchange, task);
            callback.done(true);
            return true;
        }
        String baseUrl = channel.options().gateway().baseUrl().toString();
        if (task.state() == TaskState.WAITING && !BaseUrl.isSame(task.baseUrl(), baseUrl)) {
            exchange.setException(new VideoTaskTimeoutException(
                    task, "it was created at " + task.baseUrl() + ", and this endpoint polls " + baseUrl));
            callback.done(true);
            return true;
        }
        Optional<LeasedTask> claimed = claim(exchange, task);
        if (claimed.isEmpty()) {
            callback.done(true);
            return true;
        }
        LeasedTask leased = claimed.get();
        if (leased.task().state() != TaskState.WAITING) {
            VideoAcknowledgement acknowledgement = deliver(exchange, leased);
            callback.done(true);
            releaseUnlessTaken(exchange, acknowledgement);
            return true;
        }
        watcher.watch(leased, timeout, submitted.estimated(), end -> resume(exchange, end, callback));
        return false;
    }

    /** @return empty if the exchange does not get the lease: then it has an exception that says that the task was paid for */
    private Optional<LeasedTask> claim(Exchange exchange, VideoTask task) {
        try {
            Optional<LeasedTask> claimed = channel.claimOne(deliveries, task.key(), owner);
            if (claimed.isEmpty()) {
                exchange.setException(whyNotClaimed(task));
            }
            return claimed;
        } catch (RuntimeException | Error e) {
            VideoTaskTimeoutException paid = new VideoTaskTimeoutException(
                    task, "the task store failed when its lease was to be taken; the suppressed exception says why");
            // It is not the cause, which onException matches first: before a create such a failure means that nothing
            // was
            // sent.
            paid.addSuppressed(e);
            exchange.setException(paid);
            return Optional.empty();
        }
    }

    private Exception whyNotClaimed(VideoTask task) {
        VideoTask present = channel.tasks().find(task.channel(), task.key()).orElse(task);
        if (present.state() == TaskState.PARKED) {
            return new VideoTaskTimeoutException(present, "it is parked: " + present.errorMessage());
        }
        return present.state() == TaskState.DELIVERED && present.videoUrl() == null
                ? new VideoTaskFailedException(present)
                : new LeaseLostException(task);
    }

    private static boolean isOver(VideoTask task) {
        return task.state() == TaskState.DELIVERED || task.state() == TaskState.PARKED;
    }

    /** For a task that is finished, or that this exchange has already: there is nothing to wait for or to acknowledge. */
    private void deliverAgain(Exchange exchange, VideoTask task) {
        if (task.videoUrl() != null) {
            deliveries.setVideo(exchange, task, channel.freshUrl(task));
        } else if (task.state() == TaskState.PARKED) {
            exchange.setException(new VideoTaskTimeoutException(task, "it is parked: " + task.errorMessage()));
        } else {
            exchange.setException(new VideoTaskFailedException(task));
        }
    }

    /** Continues on this thread if there is no other: an exchange that does not continue blocks its route forever. */
    private void resume(Exchange exchange, TaskWatcher.End end, AsyncCallback callback) {
        Runnable continuation = () -> {
            @Nullable VideoAcknowledgement acknowledgement = null;
            try {
                acknowledgement = end(exchange, end);
            } catch (RuntimeException | Error e) {
                exchange.setException(e);
            } finally {
                callback.done(false);
            }
            releaseUnlessTaken(exchange, acknowledgement);
        };
        try {
            continuations.execute(continuation);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("There is no thread for exchange {}: it continues on this one", exchange.getExchangeId(), e);
            continuation.run();
        }
    }

    private @Nullable VideoAcknowledgement end(Exchange exchange, TaskWatcher.End end) {
        VideoTask task = end.leased().task();
        VideoHeaders.update(exchange.getMessage(), task, channel.options().disclosure());
        switch (end.ending()) {
            case DONE -> {
                return deliver(exchange, end.leased());
            }
            case TIMED_OUT -> exchange.setException(timeout(task, end.lastFailure()));
            case OTHER_ACCOUNT ->
                exchange.setException(new VideoTaskTimeoutException(task, String.valueOf(task.errorMessage())));
            case PARKED -> exchange.setException(new VideoTaskTimeoutException(task, "it is parked"));
            case LEASE_LOST -> exchange.setException(new LeaseLostException(task));
            case INTERRUPTED -> exchange.setException(new GenerateInterruptedException(task));
        }
        return null;
    }

    private static VideoTaskTimeoutException timeout(VideoTask task, @Nullable RuntimeException lastFailure) {
        if (lastFailure == null) {
            return new VideoTaskTimeoutException(task, "generateTimeout is over");
        }
        String why = "generateTimeout is over, and its last poll failed: " + task.errorMessage();
        return lastFailure instanceof GatewayAuthenticationException refused
                ? new VideoTaskTimeoutException(task, why, refused)
                : new VideoTaskTimeoutException(task, why);
    }

    /**
     * Releases the task if its acknowledgement is lost: a content enricher passes on the completions of its copy only if its
     * strategy succeeds.
     */
    private static void releaseUnlessTaken(Exchange exchange, @Nullable VideoAcknowledgement acknowledgement) {
        if (acknowledgement != null
                && exchange.getUnitOfWork() == null
                && exchange.getExchangeExtension().containsOnCompletion(acknowledgement)) {
            acknowledgement.failed(exchange.getException());
        }
    }

    /** @return the acknowledgement of the exchange; null if there is nothing to acknowledge */
    private @Nullable VideoAcknowledgement deliver(Exchange exchange, LeasedTask leased) {
        VideoAcknowledgement acknowledgement = deliveries.acknowledgement(leased, context::isStopping);
        if (leased.task().state() == TaskState.FAILED) {
            acknowledgement.finished();
            exchange.setException(new VideoTaskFailedException(leased.task()));
            return null;
        }
        try {
            acknowledgement.setVideo(exchange, channel.freshUrl(leased.task()));
            exchange.setProperty(HELD + leased.task().key(), leased.task());
            acknowledgement.giveAtTheEndOf(exchange);
            return acknowledgement;
        } catch (RuntimeException | Error e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private void tick() {
        try {
            watcher.tick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "The tasks that exchanges wait for on channel {} could not be polled; the poll is repeated",
                    channel.name(),
                    e);
        }
    }

    @Override
    protected void doStart() {
        context.addLifecycleStrategy(atContextStop);
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        context.getLifecycleStrategies().remove(atContextStop);
        if (ticking != null) {
            ticking.cancel(false);
        }
        watcher.close();
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        executors.shutdown(timer);
        executors.shutdownNow(polls);
        executors.shutdown(continuations);
    }
}
