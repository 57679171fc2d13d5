package io.geminiomni.camel;

import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.delivery.VideoAcknowledgement;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.poll.PollRound;
import io.geminiomni.camel.poll.TaskPoller;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.DynamicPollingConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.PollingConsumerSupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives one video at a time to who asks for it, as {@code pollEnrich} and a {@code ConsumerTemplate} do. It is finished with
 * when the enclosing exchange completes, or, where there is none, the unit of work of the exchange that it comes in. A failed
 * task is an exchange with a {@link VideoTaskFailedException}, and finished with by that, or an ordinary one with
 * {@code emitFailures}.
 *
 * <p>The gateway is asked at least once, so that even {@link #receiveNoWait} may take as long as a round of questions: two
 * seconds where one hangs. Nothing is held when a call returns but the video that it returns.
 */
public class GeminiOmniPollingConsumer extends PollingConsumerSupport implements DynamicPollingConsumer {
    private static final long LONGEST_SLEEP = 200;

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

    private synchronized @Nullable Exchange take(long timeout, @Nullable Exchange enclosing) {
        long began = System.nanoTime();
        try {
            while (mayGoOn()) {
                LeasedTask leased = next();
                if (leased != null) {
                    return exchange(leased, enclosing);
                }
                long left = timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                if (left <= 0) {
                    return null;
                }
                sleep(Math.min(left, endpoint.getTimeUnit().toMillis(endpoint.getDelay())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            poller().abandon();
        }
        return null;
    }

    private boolean mayGoOn() {
        CamelContext context = endpoint.getCamelContext();
        return isRunAllowed() && !context.isStopping() && !context.isStopped();
    }

    private void sleep(long millis) throws InterruptedException {
        long began = System.nanoTime();
        long left = millis;
        while (left > 0 && mayGoOn()) {
            TimeUnit.MILLISECONDS.sleep(Math.min(left, LONGEST_SLEEP));
            left = millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        }
    }

    private @Nullable LeasedTask next() throws InterruptedException {
        List<LeasedTask> ready = endpoint.claimReady(1, owner);
        if (!ready.isEmpty()) {
            return ready.get(0);
        }
        PollRound round = poller().round(1);
        round.requireSomeAnswer();
        return round.ended().isEmpty() ? null : round.ended().get(0);
    }

    private Exchange exchange(LeasedTask leased, @Nullable Exchange enclosing) {
        Deliveries present = Objects.requireNonNull(deliveries);
        VideoAcknowledgement acknowledgement =
                present.acknowledgement(leased, () -> endpoint.getCamelContext().isStopping());
        try {
            Exchange exchange = endpoint.createExchange();
            present.describe(exchange, leased.task(), endpoint.freshUrl(leased.task()));
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

    private TaskPoller poller() {
        return Objects.requireNonNull(poller);
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
        if (questions != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(questions);
        }
        super.doStop();
    }
}
