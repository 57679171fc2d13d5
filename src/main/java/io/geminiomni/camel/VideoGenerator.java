package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.GenerateInterruptedException;
import io.geminiomni.camel.delivery.LeaseLostException;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
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
 * Lets exchanges wait for the videos of their tasks, holding the tasks' leases but no threads. An exchange that is given its
 * video acknowledges it when it completes; until then no consumer emits it.
 */
final class VideoGenerator extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(VideoGenerator.class);
    private static final String HELD = "CamelGeminiOmniHeld.";
    private static final long TICK_MILLIS = 100;
    private static final int CONTINUATIONS = 4;

    private final GeminiOmniEndpoint endpoint;
    private final CamelContext context;
    private final String owner;
    private final TaskWatcher watcher;
    private final Deliveries deliveries;
    private final ExecutorService questions;
    private final ExecutorService continuations;
    private final ScheduledExecutorService clockwork;
    private final LifecycleStrategy atContextStop;
    private @Nullable Future<?> ticking;

    VideoGenerator(GeminiOmniEndpoint endpoint) {
        this.endpoint = endpoint;
        this.context = endpoint.getCamelContext();
        this.owner = endpoint.newOwner();
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        String name = "[" + endpoint.getChannel() + "]";
        int concurrentPolls = endpoint.getConfiguration().getConcurrentPolls();
        this.questions = executors.newFixedThreadPool(this, "GeminiOmniQuestion" + name, concurrentPolls);
        this.continuations = executors.newFixedThreadPool(this, "GeminiOmniGenerate" + name, CONTINUATIONS);
        this.clockwork = executors.newScheduledThreadPool(this, "GeminiOmniWatch" + name, 1);
        this.watcher = endpoint.watcher(questions);
        this.deliveries = endpoint.deliveries();
        this.atContextStop = LifecycleStrategySupport.adapt((OnCamelContextStopping) stopping -> watcher.close());
    }

    /**
     * Goes on with the exchange when its video is there, or when the wait has ended otherwise.
     *
     * @return whether that was at once
     */
    boolean await(Exchange exchange, Submitted submitted, AsyncCallback callback) {
        VideoTask task = submitted.task();
        if (isOver(task) || exchange.getProperty(HELD + task.key()) != null) {
            giveAgain(exchange, task);
            callback.done(true);
            return true;
        }
        String asked = endpoint.gatewaySettings().baseUrl().toString();
        if (task.state() == TaskState.WAITING && !task.baseUrl().equals(asked)) {
            exchange.setException(new VideoTaskTimeoutException(
                    task, "it was made at " + task.baseUrl() + ", and this endpoint asks " + asked));
            callback.done(true);
            return true;
        }
        Optional<LeasedTask> claimed = endpoint.claimOne(task.key(), owner);
        if (claimed.isEmpty()) {
            exchange.setException(new LeaseLostException(task));
            callback.done(true);
            return true;
        }
        LeasedTask leased = claimed.get();
        if (leased.task().state() != TaskState.WAITING) {
            VideoAcknowledgement acknowledgement = hand(exchange, leased);
            callback.done(true);
            releaseUnlessTaken(exchange, acknowledgement);
            return true;
        }
        Duration atMost = Duration.ofMillis(endpoint.getConfiguration().getGenerateTimeout());
        watcher.watch(leased, atMost, (ended, ending) -> goOn(exchange, ended, ending, callback));
        return false;
    }

    private static boolean isOver(VideoTask task) {
        return task.state() == TaskState.DELIVERED || task.state() == TaskState.PARKED;
    }

    /** A task that is finished with, or that this exchange has already: there is nothing to wait for or to acknowledge. */
    private void giveAgain(Exchange exchange, VideoTask task) {
        if (task.videoUrl() != null) {
            endpoint.give(exchange, deliveries, task);
        } else if (task.state() == TaskState.PARKED) {
            exchange.setException(new VideoTaskTimeoutException(task, "it is parked: " + task.errorMessage()));
        } else {
            exchange.setException(new VideoTaskFailedException(task));
        }
    }

    private void goOn(Exchange exchange, LeasedTask leased, TaskWatcher.Ending ending, AsyncCallback callback) {
        Runnable end = () -> {
            @Nullable VideoAcknowledgement acknowledgement = null;
            try {
                acknowledgement = end(exchange, leased, ending);
            } catch (RuntimeException e) {
                exchange.setException(e);
            } finally {
                callback.done(false);
            }
            releaseUnlessTaken(exchange, acknowledgement);
        };
        try {
            continuations.execute(end);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped in the middle of it: {} goes on here", exchange.getExchangeId());
            end.run();
        }
    }

    private @Nullable VideoAcknowledgement end(Exchange exchange, LeasedTask leased, TaskWatcher.Ending ending) {
        VideoTask task = leased.task();
        VideoHeaders.update(exchange.getMessage(), task);
        switch (ending) {
            case DONE -> {
                return hand(exchange, leased);
            }
            case TIMED_OUT -> exchange.setException(new VideoTaskTimeoutException(task, "generateTimeout is over"));
            case LEFT ->
                exchange.setException(new VideoTaskTimeoutException(task, String.valueOf(task.errorMessage())));
            case PARKED -> exchange.setException(new VideoTaskTimeoutException(task, "it is parked"));
            case LEASE_LOST -> exchange.setException(new LeaseLostException(task));
            case INTERRUPTED -> exchange.setException(new GenerateInterruptedException(task));
        }
        return null;
    }

    /**
     * A content enricher hands on what is to be done at the completion of its copy only when its strategy went well: else
     * nobody would ever do it, and the task would stay held.
     */
    private static void releaseUnlessTaken(Exchange exchange, @Nullable VideoAcknowledgement acknowledgement) {
        if (acknowledgement != null
                && exchange.getUnitOfWork() == null
                && exchange.getExchangeExtension().containsOnCompletion(acknowledgement)) {
            acknowledgement.failed(exchange.getException());
        }
    }

    /** @return what is done when the exchange completes; null if nothing is */
    private @Nullable VideoAcknowledgement hand(Exchange exchange, LeasedTask leased) {
        VideoAcknowledgement acknowledgement = deliveries.acknowledgement(leased, context::isStopping);
        if (leased.task().state() == TaskState.FAILED) {
            acknowledgement.finished();
            exchange.setException(new VideoTaskFailedException(leased.task()));
            return null;
        }
        try {
            endpoint.give(exchange, deliveries, leased.task());
            exchange.setProperty(HELD + leased.task().key(), leased.task());
            exchange.getExchangeExtension().addOnCompletion(acknowledgement);
            return acknowledgement;
        } catch (RuntimeException e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private void tick() {
        try {
            watcher.tick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "The tasks that exchanges wait for on channel {} could not be asked for; they are again in a moment",
                    endpoint.getChannel(),
                    e);
        }
    }

    @Override
    protected void doStart() {
        context.addLifecycleStrategy(atContextStop);
        ticking = clockwork.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        context.getLifecycleStrategies().remove(atContextStop);
        if (ticking != null) {
            ticking.cancel(false);
        }
        watcher.close();
        ExecutorServiceManager executors = context.getExecutorServiceManager();
        executors.shutdownNow(clockwork);
        executors.shutdownNow(questions);
        executors.shutdown(continuations);
    }
}
