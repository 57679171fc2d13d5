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
import io.geminiomni.camel.emit.ScheduledRounds;
import io.geminiomni.camel.emit.VideoEmitter;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.poll.Reachability;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.poll.UnpolledTasks;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultScheduledPollConsumerScheduler;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls the tasks of a channel and emits each finished video as an exchange, whose completion acknowledges it.
 *
 * <p>A run claims the tasks that are ready to be emitted, polls the due tasks at the gateway, and emits those that have ended. It
 * does not wait for the route, and returns the number of emitted exchanges. A greedy run that can emit nothing because the route
 * is full waits up to 2 s for the route: otherwise Camel would end the greedy runs.
 */
@ManagedResource(description = "Managed GeminiOmniConsumer")
public class GeminiOmniConsumer extends ScheduledBatchPollingConsumer {
    private static final Duration GREEDY_WAIT = Duration.ofSeconds(2);

    private final GeminiOmniEndpoint endpoint;
    private final EmittedProgress emittedProgress = new EmittedProgress();
    private final Reachability gateway;
    private final Reachability store;
    private @Nullable Parts parts;
    /** Whether the parts are not closed: Camel starts a suspended consumer when it has aborted the stop of its route. */
    private boolean isOpen;

    /** Ends the registration of this consumer as one that polls; null if there is none. */
    private final AtomicReference<@Nullable Runnable> endPolling = new AtomicReference<>();

    private record Parts(
            Channel channel,
            ExecutorService polls,
            ExecutorService emissions,
            TaskPoller poller,
            Deliveries deliveries,
            VideoEmitter emitter,
            ScheduledRounds rounds,
            Users.Stay stay) {}

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
            int emitted = parts().rounds().run();
            return emitted == 0 && isGreedy() && parts().emitter().awaitCapacity(GREEDY_WAIT)
                    ? parts().rounds().run()
                    : emitted;
        } catch (Error e) {
            // After an Error Camel would not poll any more.
            throw new IllegalStateException("A poll of channel " + endpoint.getChannel() + " failed: " + e, e);
        } finally {
            if (isLastRun()) {
                parts().poller().abandon();
                endPolling();
            }
        }
    }

    /** No run follows that would take the answers of the polls that are in flight, and their leases would be renewed. */
    private boolean isLastRun() {
        return getRepeatCount() > 0 && getCounter() >= getRepeatCount();
    }

    private ScheduledRounds.Consumer roundsOf(Channel channel, String owner, Deliveries deliveries) {
        return new ScheduledRounds.Consumer() {
            @Override
            public List<LeasedTask> claimReady(int atMost) {
                return channel.claimReady(deliveries, atMost, owner);
            }

            @Override
            public int emit(List<LeasedTask> tasks) {
                return processBatch(new ArrayDeque<>(tasks));
            }

            @Override
            public int most() {
                return maxMessagesPerPoll > 0 ? maxMessagesPerPoll : Integer.MAX_VALUE;
            }

            @Override
            public boolean emitsProgress() {
                return endpoint.getConfiguration().isEmitProgress();
            }

            @Override
            public void roundEnded() {
                forceConsumerAsReady();
            }

            @Override
            public boolean mayGoOn() {
                return isRunAllowed() && !isSuspendingOrSuspended();
            }

            /** Other schedulers, such as one with a cron expression, do not tell when the next run is. Camel's back-off skips runs. */
            @Override
            public @Nullable Duration untilNextRun() {
                boolean isKnown = !isLastRun() && getScheduler() instanceof DefaultScheduledPollConsumerScheduler;
                return isKnown
                        ? Duration.of(getDelay(), getTimeUnit().toChronoUnit())
                                .multipliedBy(Math.max(1, getBackoffMultiplier()))
                        : null;
            }
        };
    }

    /** A run without due tasks does not show that a gateway is back which failed the runs before it. */
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
        List<LeasedTask> tasks =
                leasedTasks.stream().map(LeasedTask.class::cast).toList();
        leasedTasks.clear();
        int exchanges = (int) tasks.stream().filter(this::becomesExchange).count();
        int index = 0;
        List<LeasedTask> refused = new ArrayList<>();
        for (LeasedTask leased : tasks) {
            if (!parts().emitter().offer(new VideoEmitter.Emission(leased, index, exchanges))) {
                refused.add(leased);
            }
            index += becomesExchange(leased) ? 1 : 0;
        }
        parts().deliveries().release(refused);
        return tasks.size() - refused.size();
    }

    /** A failed task is only reported, unless failures are emitted. */
    private boolean becomesExchange(LeasedTask leased) {
        return leased.task().state() != TaskState.FAILED
                || endpoint.getConfiguration().isEmitFailures();
    }

    private void emit(VideoEmitter.Emission emission, Runnable whenEnded) {
        LeasedTask leased = emission.leased();
        if (emission.isProgress()) {
            Exchange exchange = createExchange(false);
            parts().deliveries().describeProgress(exchange, leased.task());
            process(exchange, whenEnded);
            return;
        }
        if (!parts().deliveries().isHeld(leased)) {
            whenEnded.run();
            return;
        }
        VideoAcknowledgement acknowledgement = parts().deliveries()
                .acknowledgement(
                        leased, () -> !isStarted(), () -> parts().emitter().queued() > 0);
        try {
            Exchange exchange = exchange(emission, acknowledgement);
            acknowledgement.follow(exchange);
            if (becomesExchange(leased)) {
                acknowledgement.giveAtTheEndOf(exchange);
                process(exchange, whenEnded);
            } else {
                report(exchange, leased.task(), acknowledgement);
                whenEnded.run();
            }
        } catch (RuntimeException | Error e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private Exchange exchange(VideoEmitter.Emission emission, VideoAcknowledgement acknowledgement) {
        VideoTask task = emission.leased().task();
        Exchange exchange = createExchange(false);
        exchange.setProperty(ExchangePropertyKey.BATCH_INDEX, emission.index());
        exchange.setProperty(ExchangePropertyKey.BATCH_SIZE, emission.total());
        exchange.setProperty(ExchangePropertyKey.BATCH_COMPLETE, emission.index() == emission.total() - 1);
        acknowledgement.describe(exchange, parts().channel().freshUrl(task));
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
        return parts().channel().otherAccounts().foreignTasks().size();
    }

    @Override
    public int getPendingExchangesSize() {
        int handedOver = parts == null ? 0 : parts.emitter().pending();
        return Math.max(super.getPendingExchangesSize(), handedOver);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        Map<String, Object> scheduler = getSchedulerProperties();
        Object threads = scheduler == null ? null : scheduler.get("concurrentConsumers");
        if (threads != null && !"1".equals(threads.toString().strip())) {
            throw new IllegalArgumentException("The option scheduler.concurrentConsumers of channel "
                    + endpoint.getChannel() + " is " + threads
                    + ", but the runs of a consumer must not overlap: leave it"
                    + " out. The option concurrentConsumers is how many videos are in the route at once, and"
                    + " concurrentPolls how many polls are sent at once");
        }
    }

    @Override
    protected void doStart() throws Exception {
        shutdownRunningTask = null;
        if (isOpen) {
            reopen();
        } else {
            parts = newParts();
            isOpen = true;
        }
        super.doStart();
    }

    /** With {@code startScheduler=false} this is called by whoever decides that the consumer is to poll. */
    @Override
    public void startScheduler() {
        startPolling();
        super.startScheduler();
    }

    private Parts newParts() {
        Channel channel = endpoint.channel();
        Threads threads = channel.threads();
        GeminiOmniConfiguration configuration = endpoint.getConfiguration();
        int concurrency = configuration.getConcurrentConsumers();
        String owner = channel.newOwner();
        String name = "[" + endpoint.getChannel() + "]";
        Users.Stay stay = channel.enter();
        ExecutorService polls = threads.pool(this, "GeminiOmniPoll" + name, configuration.getConcurrentPolls());
        ExecutorService emissions = threads.pool(this, "GeminiOmniVideo" + name, concurrency);
        TaskPoller poller = channel.poller(owner, polls);
        Deliveries deliveries = channel.deliveries();
        VideoEmitter emitter = new VideoEmitter(this::emit, emissions, concurrency, threads);
        ScheduledRounds rounds = new ScheduledRounds(
                roundsOf(channel, owner, deliveries),
                poller,
                emitter,
                new EmissionWindow(concurrency),
                emittedProgress,
                gateway,
                store);
        return new Parts(channel, polls, emissions, poller, deliveries, emitter, rounds, stay);
    }

    private void reopen() {
        parts().emitter().open();
        parts().poller().open();
    }

    private void startPolling() {
        UnpolledTasks unpolled = parts().channel().unpolled();
        VideoTaskRepository tasks = parts().channel().tasks();
        String baseUrl = parts().channel().options().gateway().baseUrl().toString();
        if (endPolling.compareAndSet(null, () -> unpolled.stopPolling(tasks, endpoint.getChannel(), baseUrl))) {
            unpolled.startPolling(tasks, endpoint.getChannel(), baseUrl);
        }
    }

    private void endPolling() {
        Runnable end = endPolling.getAndSet(null);
        if (end != null) {
            end.run();
        }
    }

    private void stopPolling() {
        endPolling();
        release();
    }

    @Override
    protected void doSuspend() throws Exception {
        stopPolling();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        shutdownRunningTask = null;
        reopen();
        if (isSchedulerStarted() && !isLastRun()) {
            startPolling();
        }
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        shutdownRunningTask = null;
        stopPolling();
        super.doStop();
        if (parts != null) {
            ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
            executors.shutdownNow(parts.polls());
            executors.shutdown(parts.emissions());
            parts.stay().close();
            isOpen = false;
        }
    }

    /** A forced shutdown interrupts the exchanges in the route. The queued tasks are released before that. */
    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        super.prepareShutdown(suspendOnly, forced);
        if (forced && !suspendOnly && parts != null) {
            release();
            parts.emissions().shutdownNow();
        }
    }

    /** Releases the tasks that are not in the route; if Camel is to complete all tasks, those that are queued are emitted. */
    private void release() {
        if (parts == null) {
            return;
        }
        parts.poller().close();
        if (shutdownRunningTask == ShutdownRunningTask.CompleteAllTasks) {
            parts.emitter().finish();
        } else {
            parts.deliveries().release(parts.emitter().close());
        }
    }

    private Parts parts() {
        return Objects.requireNonNull(parts);
    }
}
