package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emit.EmissionWindow;
import io.geminiomni.camel.emit.EmittedProgress;
import io.geminiomni.camel.emit.PollFailureHandler;
import io.geminiomni.camel.emit.VideoEmitter;
import io.geminiomni.camel.poll.PollRound;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.poll.Reachability;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.poll.UnaskedTasks;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
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
    private @Nullable Channel channel;
    private String owner = "";
    private final EmittedProgress told = new EmittedProgress();
    private final Reachability gateway;
    private final Reachability store;
    private @Nullable ExecutorService polls;
    private @Nullable ExecutorService emissions;
    private @Nullable TaskPoller poller;
    private @Nullable Deliveries deliveries;
    private @Nullable VideoEmitter emitter;
    private @Nullable EmissionWindow window;
    /** Ends that this consumer counts as one that asks. */
    private @Nullable Runnable asking;

    private Users.@Nullable Stay stay;

    public GeminiOmniConsumer(GeminiOmniEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.gateway = reachability("The gateway");
        this.store = reachability("The task store");
        setExceptionHandler(new PollFailureHandler(endpoint.getCamelContext(), GeminiOmniConsumer.class));
    }

    private Reachability reachability(String what) {
        return new Reachability(
                endpoint.getChannel(),
                what,
                Duration.ofMillis(endpoint.getConfiguration().getMaxPollInterval())
                        .plus(PollSchedule.LONGEST_RETRY_AFTER),
                () -> endpoint.channel().elapsed());
    }

    @Override
    protected int poll() throws Exception {
        try {
            int emitted = claimAndAsk();
            return emitted == 0 && isGreedy() && emitter().awaitCapacity(GREEDY_PATIENCE) ? claimAndAsk() : emitted;
        } catch (TaskStoreException e) {
            store.failed(e);
            throw e;
        } catch (Error e) {
            // After an Error Camel would not poll any more.
            throw new IllegalStateException("A poll of channel " + endpoint.getChannel() + " failed: " + e, e);
        }
    }

    private int claimAndAsk() throws InterruptedException {
        TaskPoller present = poller();
        int room = room();
        List<LeasedTask> ready = channel().claimReady(deliveries(), room, owner);
        int emitted = processBatch(new ArrayDeque<>(ready));
        PollRound round = present.round(room - ready.size());
        tell(round.changed());
        round.ended().forEach(leased -> told.forget(leased.task()));
        emitted += processBatch(new ArrayDeque<>(round.ended()));
        window().took(ready.size() + round.ended().size());
        forceConsumerAsReady();
        store.reached();
        note(round);
        round.requireSomeAnswer();
        return emitted;
    }

    private void note(PollRound round) {
        if (round.answered() > 0) {
            gateway.reached();
        } else if (round.failure() != null) {
            gateway.failed(round.failure());
        }
    }

    /** A poll that had nothing to ask for does not tell that a gateway is back which did not answer the polls before it. */
    @Override
    public long getErrorCounter() {
        return Math.max(super.getErrorCounter(), gateway.failures());
    }

    @Override
    protected @Nullable Throwable getLastError() {
        Throwable last = super.getLastError();
        return last == null ? gateway.failure() : last;
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

    private void emitNews(VideoTask task, Runnable whenEnded) {
        Exchange exchange = createExchange(false);
        deliveries().describeProgress(exchange, task);
        process(exchange, whenEnded);
    }

    private void emit(VideoEmitter.Emission emission, Runnable whenEnded) {
        if (emission.isNews()) {
            emitNews(emission.leased().task(), whenEnded);
            return;
        }
        LeasedTask leased = emission.leased();
        if (!deliveries().isHeld(leased)) {
            whenEnded.run();
            return;
        }
        VideoAcknowledgement acknowledgement = deliveries().acknowledgement(leased, () -> !isStarted());
        try {
            Exchange exchange = exchange(emission);
            if (leased.task().state() == TaskState.FAILED
                    && !endpoint.getConfiguration().isEmitFailures()) {
                report(exchange, leased.task(), acknowledgement);
                whenEnded.run();
            } else {
                exchange.getExchangeExtension().addOnCompletion(acknowledgement);
                process(exchange, whenEnded);
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
        deliveries().describe(exchange, task, channel().freshUrl(task));
        return exchange;
    }

    private void process(Exchange exchange, Runnable whenEnded) {
        getAsyncProcessor().process(exchange, doneSync -> {
            try {
                defaultConsumerCallback(exchange, false).done(doneSync);
            } finally {
                whenEnded.run();
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
        return channel().otherAccounts().foreignTasks().size();
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
        Channel present = endpoint.channel();
        channel = present;
        owner = present.newOwner();
        stay = present.enter();
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        Threads threads = present.threads();
        String name = "[" + endpoint.getChannel() + "]";
        polls = threads.pool(this, "GeminiOmniPoll" + name, configuration.getConcurrentPolls());
        emissions = threads.pool(this, "GeminiOmniVideo" + name, configuration.getConcurrentConsumers());
        deliveries = channel().deliveries();
        poller = channel().poller(owner, polls);
        emitter = new VideoEmitter(this::emit, emissions, configuration.getConcurrentConsumers(), threads);
        window = new EmissionWindow(configuration.getConcurrentConsumers());
        askFromNowOn();
        super.doStart();
    }

    private void askFromNowOn() {
        if (asking == null) {
            UnaskedTasks unasked = channel().unasked();
            VideoTaskRepository tasks = channel().tasks();
            String baseUrl = channel().options().gateway().baseUrl().toString();
            unasked.ask(tasks, endpoint.getChannel(), baseUrl);
            asking = () -> unasked.askNoMore(tasks, endpoint.getChannel(), baseUrl);
        }
    }

    private void askNoMore() {
        if (asking != null) {
            asking.run();
            asking = null;
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        askNoMore();
        giveBack();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        shutdownRunningTask = null;
        emitter().open();
        poller().open();
        askFromNowOn();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        shutdownRunningTask = null;
        askNoMore();
        giveBack();
        super.doStop();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        if (polls != null) {
            executors.shutdownNow(polls);
        }
        if (emissions != null) {
            executors.shutdown(emissions);
        }
        if (stay != null) {
            stay.close();
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

    private Channel channel() {
        return Objects.requireNonNull(channel);
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
