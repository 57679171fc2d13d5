package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emit.RoundsOnDemand;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.DynamicPollingConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.PollingConsumerSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives one video at a time to who asks for it, as {@code pollEnrich} and a {@code ConsumerTemplate} do. It is finished with
 * when the enclosing exchange completes, or, where there is none, the unit of work of the exchange that it comes in. A failed
 * task is an exchange with a {@link VideoTaskFailedException}, and finished with by that, or an ordinary one with
 * {@code emitFailures}.
 *
 * <p>Each call looks into the task store, and has the gateway asked on another thread, so that nobody waits longer than he
 * said, however many wait. {@link #receiveNoWait} gives what the store has and waits for no answer of the gateway: what it brings is
 * there for a later call. When a round of questions fails, those who wait for it are thrown why, or who comes next. Soon after the last call has
 * returned, nothing is held but the videos that were given.
 */
public class GeminiOmniPollingConsumer extends PollingConsumerSupport implements DynamicPollingConsumer {
    /** How soon one who waits notices that the context stops. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(200);

    private final GeminiOmniEndpoint endpoint;
    private @Nullable Channel channel;
    private String owner = "";
    private @Nullable ExecutorService polls;
    private @Nullable ExecutorService rounds;
    private @Nullable TaskPoller poller;
    private @Nullable RoundsOnDemand demand;
    private @Nullable Deliveries deliveries;
    private Users.@Nullable Stay stay;

    public GeminiOmniPollingConsumer(GeminiOmniEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public @Nullable Exchange receive() {
        return take(Long.MAX_VALUE, null);
    }

    @Override
    public @Nullable Exchange receiveNoWait() {
        return take(0, null);
    }

    /** @param timeout in milliseconds */
    @Override
    public @Nullable Exchange receive(long timeout) {
        return take(timeout, null);
    }

    @Override
    public @Nullable Exchange receive(Exchange enclosing) {
        return take(Long.MAX_VALUE, enclosing);
    }

    @Override
    public @Nullable Exchange receiveNoWait(Exchange enclosing) {
        return take(0, enclosing);
    }

    /** @param timeout in milliseconds */
    @Override
    public @Nullable Exchange receive(Exchange enclosing, long timeout) {
        return take(timeout, enclosing);
    }

    private @Nullable Exchange take(long timeout, @Nullable Exchange enclosing) {
        return timeout <= 0 ? takeNow(enclosing) : takeWithin(timeout, enclosing);
    }

    private @Nullable Exchange takeNow(@Nullable Exchange enclosing) {
        if (!mayGoOn()) {
            return null;
        }
        Exchange ready = ready(enclosing);
        if (ready == null) {
            demand().tellFailure();
            demand().want();
        }
        return ready;
    }

    private @Nullable Exchange takeWithin(long timeout, @Nullable Exchange enclosing) {
        Threads threads = channel().threads();
        Duration began = threads.elapsed();
        RoundsOnDemand present = demand();
        present.enter();
        try {
            while (mayGoOn()) {
                long seen = present.done();
                Exchange ready = ready(enclosing);
                long remaining = timeout - threads.elapsed().minus(began).toMillis();
                if (ready != null || remaining <= 0) {
                    return ready;
                }
                awaitRound(present, seen, remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            present.leave();
        }
        return null;
    }

    /** In pieces, as nobody tells us that the context stops. */
    private void awaitRound(RoundsOnDemand present, long seen, long millis) throws InterruptedException {
        Threads threads = channel().threads();
        Duration end = threads.elapsed().plusMillis(millis);
        Duration remaining = Duration.ofMillis(millis);
        while (present.done() == seen && mayGoOn() && !remaining.isNegative() && !remaining.isZero()) {
            present.await(seen, remaining.compareTo(LONGEST_SLEEP) < 0 ? remaining : LONGEST_SLEEP);
            remaining = end.minus(threads.elapsed());
        }
    }

    private boolean mayGoOn() {
        CamelContext context = endpoint.getCamelContext();
        return isRunAllowed() && !context.isStopping() && !context.isStopped();
    }

    private @Nullable Exchange ready(@Nullable Exchange enclosing) {
        List<LeasedTask> ready = channel().claimReady(Objects.requireNonNull(deliveries), 1, owner);
        return ready.isEmpty() ? null : exchange(ready.get(0), enclosing);
    }

    private Exchange exchange(LeasedTask leased, @Nullable Exchange enclosing) {
        Deliveries present = Objects.requireNonNull(deliveries);
        VideoAcknowledgement acknowledgement =
                present.acknowledgement(leased, () -> endpoint.getCamelContext().isStopping());
        try {
            Exchange exchange = endpoint.createExchange();
            present.describe(exchange, leased.task(), channel().freshUrl(leased.task()));
            if (leased.task().state() == TaskState.FAILED
                    && !endpoint.getConfiguration().isEmitFailures()) {
                exchange.setException(new VideoTaskFailedException(leased.task()));
                acknowledgement.finished();
            } else {
                (enclosing == null ? exchange : enclosing)
                        .getExchangeExtension()
                        .addOnCompletion(acknowledgement);
            }
            return exchange;
        } catch (RuntimeException | Error e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private Channel channel() {
        return Objects.requireNonNull(channel);
    }

    private RoundsOnDemand demand() {
        return Objects.requireNonNull(demand);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Channel present = endpoint.channel();
        channel = present;
        owner = present.newOwner();
        stay = present.enter();
        Threads threads = present.threads();
        String name = "[" + endpoint.getChannel() + "]";
        ExecutorService asking = threads.pool(
                this, "GeminiOmniPoll" + name, endpoint.getConfiguration().getConcurrentPolls());
        TaskPoller asker = channel().poller(owner, asking);
        rounds = threads.pool(this, "GeminiOmniReceive" + name, 1);
        demand = new RoundsOnDemand(
                round(asker), rounds, Duration.ofMillis(endpoint.getTimeUnit().toMillis(endpoint.getDelay())), threads);
        polls = asking;
        poller = asker;
        deliveries = channel().deliveries();
    }

    /** What has come to an end goes back into the store, for whoever waits. */
    private static RoundsOnDemand.Round round(TaskPoller asker) {
        return new RoundsOnDemand.Round() {
            @Override
            public void ask() throws InterruptedException {
                asker.round(0).requireSomeAnswer();
            }

            @Override
            public void abandon() {
                asker.abandon();
            }
        };
    }

    @Override
    protected void doStop() throws Exception {
        if (demand != null) {
            demand.close();
        }
        if (poller != null) {
            poller.close();
        }
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        if (rounds != null) {
            executors.shutdown(rounds);
        }
        if (polls != null) {
            executors.shutdownNow(polls);
        }
        if (stay != null) {
            stay.close();
        }
        super.doStop();
    }
}
