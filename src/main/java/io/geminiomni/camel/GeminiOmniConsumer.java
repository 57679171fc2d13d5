package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.poll.PollRound;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the tasks of a channel and emits each finished video as an exchange, whose completion acknowledges it.
 *
 * <p>A poll claims what is ready to be emitted, asks for what is due, and hands what has come to an end to the route. It
 * does not wait for the route, and returns how many exchanges it handed over. A greedy one that could hand over nothing
 * because the route was full waits a moment for the route, as else it would end its greed too early.
 */
@ManagedResource(description = "Managed GeminiOmniConsumer")
public class GeminiOmniConsumer extends ScheduledBatchPollingConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(GeminiOmniConsumer.class);
    private static final int MOST_QUEUED = 1000;
    private static final Duration GREEDY_PATIENCE = Duration.ofSeconds(2);

    private final GeminiOmniEndpoint endpoint;
    private final String owner;
    private final ToldStates told = new ToldStates();
    private @Nullable ExecutorService questions;
    private @Nullable ExecutorService emissions;
    private @Nullable TaskPoller poller;
    private @Nullable Deliveries deliveries;
    private @Nullable VideoEmitter emitter;
    private @Nullable EmissionWindow window;

    public GeminiOmniConsumer(GeminiOmniEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.owner = endpoint.newOwner();
    }

    @Override
    protected int poll() throws Exception {
        int emitted = claimAndAsk();
        return emitted == 0 && isGreedy() && emitter().awaitCapacity(GREEDY_PATIENCE) ? claimAndAsk() : emitted;
    }

    private int claimAndAsk() throws InterruptedException {
        TaskPoller present = poller();
        int room = room();
        List<LeasedTask> ready = endpoint.claimReady(room, owner);
        int emitted = processBatch(new ArrayDeque<>(ready));
        PollRound round = present.round(room - ready.size());
        tell(round.changed());
        round.ended().forEach(leased -> told.forget(leased.task()));
        emitted += processBatch(new ArrayDeque<>(round.ended()));
        window().took(ready.size() + round.ended().size());
        forceConsumerAsReady();
        round.requireSomeAnswer();
        return emitted;
    }

    @Override
    public int processBatch(Queue<Object> leasedTasks) {
        int total = leasedTasks.size();
        List<LeasedTask> refused = new ArrayList<>();
        for (int index = 0; index < total; index++) {
            LeasedTask leased = (LeasedTask) leasedTasks.remove();
            if (!emitter().offer(new VideoEmitter.Emission(leased, index, total))) {
                refused.add(leased);
            }
        }
        deliveries().release(refused);
        return total - refused.size();
    }

    private int room() {
        int room = window().room(emitter().queued(), emitter().inRoute());
        return maxMessagesPerPoll > 0 ? Math.min(room, maxMessagesPerPoll) : room;
    }

    /** On the way of the videos, so that the news of a task come before its video. */
    private void tell(List<VideoTask> changed) {
        if (!endpoint.getConfiguration().isEmitProgress()) {
            return;
        }
        for (VideoTask task : changed) {
            if (!told.add(task)) {
                continue;
            }
            if (emitter().queued() >= MOST_QUEUED || !emitter().offer(VideoEmitter.Emission.news(task))) {
                LOG.debug("The route is behind: it is not told of {}", task);
            }
        }
    }

    private void emitNews(VideoTask task, Runnable whenLeft) {
        Exchange exchange = createExchange(false);
        deliveries().describeProgress(exchange, task);
        process(exchange, whenLeft);
    }

    private void emit(VideoEmitter.Emission emission, Runnable whenLeft) {
        if (emission.isNews()) {
            emitNews(emission.leased().task(), whenLeft);
            return;
        }
        LeasedTask leased = emission.leased();
        if (!deliveries().isHeld(leased)) {
            whenLeft.run();
            return;
        }
        VideoAcknowledgement acknowledgement = deliveries().acknowledgement(leased, () -> !isStarted());
        try {
            Exchange exchange = exchange(emission);
            if (leased.task().state() == TaskState.FAILED
                    && !endpoint.getConfiguration().isEmitFailures()) {
                report(exchange, leased.task(), acknowledgement);
                whenLeft.run();
            } else {
                exchange.getExchangeExtension().addOnCompletion(acknowledgement);
                process(exchange, whenLeft);
            }
        } catch (RuntimeException | Error e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private Exchange exchange(VideoEmitter.Emission emission) {
        VideoTask task = emission.leased().task();
        Exchange exchange = createExchange(false);
        exchange.setProperty(ExchangePropertyKey.BATCH_INDEX, emission.index());
        exchange.setProperty(ExchangePropertyKey.BATCH_SIZE, emission.total());
        exchange.setProperty(ExchangePropertyKey.BATCH_COMPLETE, emission.index() == emission.total() - 1);
        deliveries().describe(exchange, task, endpoint.freshUrl(task));
        return exchange;
    }

    private void process(Exchange exchange, Runnable whenLeft) {
        getAsyncProcessor().process(exchange, doneSync -> {
            try {
                defaultConsumerCallback(exchange, false).done(doneSync);
            } finally {
                whenLeft.run();
            }
        });
    }

    private void report(Exchange exchange, VideoTask task, VideoAcknowledgement acknowledgement) {
        VideoTaskFailedException failure = new VideoTaskFailedException(task);
        try {
            getExceptionHandler().handleException(failure.getMessage(), exchange, failure);
        } finally {
            acknowledgement.finished();
            releaseExchange(exchange, false);
        }
    }

    @ManagedAttribute(
            description =
                    "How many tasks are left to other accounts: they were made with another API key, and the gateway"
                            + " does not know them under this one")
    public int getTasksLeftToOtherAccounts() {
        return endpoint.otherAccounts().left().size();
    }

    @Override
    public int getPendingExchangesSize() {
        VideoEmitter present = emitter;
        int handedOver = present == null ? 0 : present.queued() + present.inRoute();
        return Math.max(super.getPendingExchangesSize(), handedOver);
    }

    @Override
    protected void doStart() throws Exception {
        shutdownRunningTask = null;
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        String name = "[" + endpoint.getChannel() + "]";
        questions = executors.newFixedThreadPool(this, "GeminiOmniQuestion" + name, configuration.getConcurrentPolls());
        emissions =
                executors.newFixedThreadPool(this, "GeminiOmniVideo" + name, configuration.getConcurrentConsumers());
        deliveries = endpoint.deliveries();
        poller = endpoint.poller(owner, questions);
        emitter = new VideoEmitter(this::emit, emissions, configuration.getConcurrentConsumers());
        window = new EmissionWindow(configuration.getConcurrentConsumers());
        super.doStart();
    }

    @Override
    protected void doSuspend() throws Exception {
        giveBack();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        shutdownRunningTask = null;
        emitter().open();
        poller().open();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        shutdownRunningTask = null;
        giveBack();
        super.doStop();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        if (questions != null) {
            executors.shutdownNow(questions);
        }
        if (emissions != null) {
            executors.shutdown(emissions);
        }
    }

    /** A forced shutdown interrupts what is in the route; it has to come after what is queued was given back. */
    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        super.prepareShutdown(suspendOnly, forced);
        if (forced && !suspendOnly && emissions != null) {
            giveBack();
            emissions.shutdownNow();
        }
    }

    /** Releases what is neither in the route nor, where Camel is to complete all tasks, on its way into it. */
    private void giveBack() {
        if (poller != null) {
            poller.close();
        }
        if (emitter == null) {
            return;
        }
        if (shutdownRunningTask == ShutdownRunningTask.CompleteAllTasks) {
            emitter.finish();
        } else {
            deliveries().release(emitter.close());
        }
    }

    private TaskPoller poller() {
        return Objects.requireNonNull(poller);
    }

    private Deliveries deliveries() {
        return Objects.requireNonNull(deliveries);
    }

    private EmissionWindow window() {
        return Objects.requireNonNull(window);
    }

    private VideoEmitter emitter() {
        return Objects.requireNonNull(emitter);
    }
}
