package io.geminiomni.camel;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.channel.Users;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.PollingStep;
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
 * Returns one video per call, as {@code pollEnrich} and a {@code ConsumerTemplate} need it. The video is acknowledged when the
 * enclosing exchange completes; without one, when the unit of work of the returned exchange does. A {@link PollingStep} that
 * Camel redelivers gets its video again. A failed task is returned as an exchange with a {@link VideoTaskFailedException}, and is
 * acknowledged at once, or as an ordinary exchange with {@code emitFailures}.
 *
 * <p>Each call looks into the task store, and has the gateway polled on another thread, so that no call waits longer than its
 * time-out, however many calls wait. {@link #receiveNoWait} returns what the store has and starts a round of polls for a later
 * call. If a round fails, the waiting calls throw its failure, or the next call does. Soon after the last call has returned, no
 * lease is held but those of the returned videos.
 */
public class GeminiOmniPollingConsumer extends PollingConsumerSupport implements DynamicPollingConsumer {
    /** How soon a waiting call notices that the context stops. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(200);

    private final GeminiOmniEndpoint endpoint;
    private @Nullable Parts parts;

    private record Parts(
            Channel channel,
            String owner,
            ExecutorService polls,
            ExecutorService rounds,
            TaskPoller poller,
            RoundsOnDemand demand,
            Deliveries deliveries,
            Users.Stay stay) {}

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
        VideoAcknowledgement failed =
                enclosing == null ? null : new PollingStep(enclosing, endpoint.getChannel()).failed();
        if (failed != null) {
            return exchange(failed);
        }
        return timeout <= 0 ? takeNow(enclosing) : takeWithin(timeout, enclosing);
    }

    private @Nullable Exchange takeNow(@Nullable Exchange enclosing) {
        if (!mayGoOn()) {
            return null;
        }
        Exchange ready = ready(enclosing);
        if (ready == null) {
            parts().demand().throwNewFailure();
            parts().demand().request();
        }
        return ready;
    }

    private @Nullable Exchange takeWithin(long timeout, @Nullable Exchange enclosing) {
        Threads threads = parts().channel().threads();
        RoundsOnDemand demand = parts().demand();
        Duration began = threads.elapsed();
        demand.enter();
        try {
            while (mayGoOn()) {
                long seen = demand.done();
                Exchange ready = ready(enclosing);
                long remaining = timeout - threads.elapsed().minus(began).toMillis();
                if (ready != null || remaining <= 0) {
                    return ready;
                }
                awaitRound(demand, seen, Duration.ofMillis(remaining), threads);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            demand.leave();
        }
        return null;
    }

    /** Waits in steps, as the stop of the context does not end a wait. */
    private void awaitRound(RoundsOnDemand demand, long seen, Duration atMost, Threads threads)
            throws InterruptedException {
        Duration end = threads.elapsed().plus(atMost);
        Duration remaining = atMost;
        while (demand.done() == seen && mayGoOn() && !remaining.isNegative() && !remaining.isZero()) {
            demand.await(seen, remaining.compareTo(LONGEST_SLEEP) < 0 ? remaining : LONGEST_SLEEP);
            remaining = end.minus(threads.elapsed());
        }
    }

    private boolean mayGoOn() {
        CamelContext context = endpoint.getCamelContext();
        return isRunAllowed() && !context.isStopping() && !context.isStopped();
    }

    private @Nullable Exchange ready(@Nullable Exchange enclosing) {
        List<LeasedTask> ready = parts().channel().claimReady(parts().deliveries(), 1, parts().owner());
        return ready.isEmpty() ? null : exchange(ready.get(0), enclosing);
    }

    private Exchange exchange(LeasedTask leased, @Nullable Exchange enclosing) {
        Deliveries deliveries = parts().deliveries();
        VideoAcknowledgement acknowledgement = deliveries.acknowledgement(
                leased, () -> endpoint.getCamelContext().isStopping());
        try {
            Exchange exchange = exchange(acknowledgement);
            if (leased.task().state() == TaskState.FAILED
                    && !endpoint.getConfiguration().isEmitFailures()) {
                exchange.setException(new VideoTaskFailedException(leased.task()));
                acknowledgement.finished();
            } else if (enclosing == null) {
                acknowledgement.giveAtTheEndOf(exchange);
            } else {
                new PollingStep(enclosing, endpoint.getChannel()).polled(acknowledgement);
            }
            return exchange;
        } catch (RuntimeException | Error e) {
            acknowledgement.failed(e);
            throw e;
        }
    }

    private Exchange exchange(VideoAcknowledgement acknowledgement) {
        Exchange exchange = endpoint.createExchange();
        acknowledgement.describe(exchange, parts().channel().freshUrl(acknowledgement.task()));
        acknowledgement.follow(exchange);
        return exchange;
    }

    private Parts parts() {
        return Objects.requireNonNull(parts);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Channel channel = endpoint.channel();
        Threads threads = channel.threads();
        String owner = channel.newOwner();
        String name = "[" + endpoint.getChannel() + "]";
        Users.Stay stay = channel.enter();
        ExecutorService polls = threads.pool(
                this, "GeminiOmniPoll" + name, endpoint.getConfiguration().getConcurrentPolls());
        ExecutorService rounds = threads.pool(this, "GeminiOmniReceive" + name, 1);
        TaskPoller poller = channel.poller(owner, polls);
        Duration pause = Duration.ofMillis(endpoint.getTimeUnit().toMillis(endpoint.getDelay()));
        RoundsOnDemand demand = new RoundsOnDemand(round(poller), rounds, pause, threads);
        parts = new Parts(channel, owner, polls, rounds, poller, demand, channel.deliveries(), stay);
    }

    /** The tasks that have ended are released into the store, for any call. */
    private static RoundsOnDemand.Round round(TaskPoller poller) {
        return new RoundsOnDemand.Round() {
            @Override
            public void poll() throws InterruptedException {
                poller.round(0).answers().requireSome();
            }

            @Override
            public void abandon() {
                poller.abandon();
            }
        };
    }

    @Override
    protected void doStop() throws Exception {
        if (parts != null) {
            parts.demand().close();
            parts.poller().close();
            ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
            executors.shutdown(parts.rounds());
            executors.shutdownNow(parts.polls());
            parts.stay().close();
        }
        super.doStop();
    }
}
