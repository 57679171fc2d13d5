package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.poll.PollRound;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.PollingConsumerSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives one video at a time to who asks for it, as {@code pollEnrich} and a {@code ConsumerTemplate} do. It is finished with
 * when the enclosing exchange completes. A failed task is an exchange with a {@link VideoTaskFailedException}, or an
 * ordinary one with {@code emitFailures}.
 */
public class GeminiOmniPollingConsumer extends PollingConsumerSupport {
    private final GeminiOmniEndpoint endpoint;
    private final String owner;
    private @Nullable ExecutorService questions;
    private @Nullable TaskPoller poller;
    private @Nullable Deliveries deliveries;

    public GeminiOmniPollingConsumer(GeminiOmniEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.owner = endpoint.newOwner();
    }

    @Override
    public @Nullable Exchange receive() {
        return receive(Long.MAX_VALUE);
    }

    @Override
    public @Nullable Exchange receiveNoWait() {
        return receive(0);
    }

    /** @param timeout in milliseconds */
    @Override
    public synchronized @Nullable Exchange receive(long timeout) {
        long began = System.nanoTime();
        while (isRunAllowed()) {
            try {
                LeasedTask leased = next();
                if (leased != null) {
                    return exchange(leased);
                }
                long left = timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                if (left <= 0) {
                    return null;
                }
                TimeUnit.MILLISECONDS.sleep(Math.min(left, endpoint.getDelay()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private @Nullable LeasedTask next() throws InterruptedException {
        List<LeasedTask> ready = endpoint.claimReady(1, owner);
        if (!ready.isEmpty()) {
            return ready.get(0);
        }
        PollRound round = Objects.requireNonNull(poller).round(1);
        round.requireSomeAnswer();
        return round.ended().isEmpty() ? null : round.ended().get(0);
    }

    private Exchange exchange(LeasedTask leased) {
        Deliveries present = Objects.requireNonNull(deliveries);
        Exchange exchange = endpoint.createExchange();
        present.describe(exchange, leased.task(), endpoint.freshUrl(leased.task()));
        present.acknowledgeOnCompletion(exchange, leased);
        if (leased.task().state() == TaskState.FAILED
                && !endpoint.getConfiguration().isEmitFailures()) {
            exchange.setException(new VideoTaskFailedException(leased.task()));
        }
        return exchange;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        questions = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(
                        this,
                        "GeminiOmniQuestion[" + endpoint.getChannel() + "]",
                        endpoint.getConfiguration().getConcurrentPolls());
        poller = endpoint.poller(owner, questions);
        deliveries = endpoint.deliveries();
    }

    @Override
    protected void doStop() throws Exception {
        if (poller != null) {
            poller.close();
        }
        endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(questions);
        super.doStop();
    }
}
