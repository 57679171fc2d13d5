package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.observe.ChannelListener;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the results of polls say of their account: whether the gateway throttles it, and whether it rejects the API key. All that
 * poll tasks of the account share it. Its times are monotonic, so a clock that is set neither ends nor prolongs a throttling.
 */
public final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    /** How long a rejection counts, at least, after the last poll that was rejected. */
    private static final Duration REJECTION_COUNTS = Duration.ofMinutes(10);

    /** In this time a poll that waits has its turn. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** Before each monotonic time. */
    private static final Duration NEVER = Duration.ofSeconds(Long.MIN_VALUE);

    private final String account;
    private final RequestPace pace;
    private final Elapsed elapsed;
    private final Monitor monitor;
    private final ChannelListener listener;
    /** Polls of all pollers that wait for a thread. */
    private final AtomicInteger queued = new AtomicInteger();

    private final AtomicLong throttlings = new AtomicLong();
    private volatile Duration throttledUntil = NEVER;
    private int throttledInARow;
    /** Polls of all pollers that are about to be sent. */
    private int reserved;

    private @Nullable GatewayAuthenticationException rejection;
    private Duration rejectionCountsUntil = NEVER;

    /**
     * @param account its name in messages, without the API key
     * @param pace of its calls
     * @param listener is notified of throttling
     */
    public Standing(String account, RequestPace pace, Elapsed elapsed, Threads threads, ChannelListener listener) {
        this.account = account;
        this.pace = pace;
        this.elapsed = elapsed;
        this.monitor = threads.monitor();
        this.listener = listener;
    }

    /** Whether the gateway throttles, so that nothing may be polled now. */
    public boolean isThrottled() {
        return isNowBefore(throttledUntil);
    }

    /** Whether calls are sent more slowly because the gateway has throttled. */
    boolean isSlow() {
        return pace.isReduced();
    }

    /**
     * Reserves room for more polls of a poller: none while the gateway throttles. All pollers of the account together have no more polls
     * that wait than soon have their turn. But a poller that has none in flight may have one, so that the others cannot keep it from
     * polling.
     *
     * @param most how many the poller may have in flight
     * @param inFlight how many it has
     */
    Room reserve(int most, int inFlight) {
        int soon = (int) (pace.perSecond() * SOON.toSeconds()) - pace.waitingPolls();
        int size = monitor.get(() -> {
            int free = Math.min(most - inFlight, soon - queued.get() - reserved);
            int room = isThrottled() ? 0 : Math.max(inFlight == 0 ? 1 : 0, free);
            reserved += room;
            return room;
        });
        return new Room(size, () -> monitor.run(() -> reserved -= size));
    }

    /**
     * Room for polls, which is given back after they were sent.
     *
     * @param size how many polls may be sent; may be 0
     */
    record Room(int size, Runnable giveBack) implements AutoCloseable {
        @Override
        public void close() {
            giveBack.run();
        }
    }

    /** The account as the polls of one poller see it. */
    PollExecutor.Account of(PollSchedule schedule, RandomGenerator random) {
        return new PollExecutor.Account() {
            @Override
            public boolean isThrottled() {
                return Standing.this.isThrottled();
            }

            @Override
            public long throttlings() {
                return throttlings.get();
            }

            @Override
            public void note(PollResult result, long throttlingsBefore) {
                monitor.run(() -> noteThrottling(result, throttlingsBefore == throttlings.get(), schedule, random));
            }

            @Override
            public void queued(int more) {
                queued.addAndGet(more);
            }
        };
    }

    private boolean isNowBefore(Duration time) {
        return elapsed.read().compareTo(time) < 0;
    }

    /** How long nothing will be polled because the gateway throttles; zero if it does not. */
    public Duration throttledFor() {
        Duration until = throttledUntil;
        Duration now = elapsed.read();
        return now.compareTo(until) < 0 ? until.minus(now) : Duration.ZERO;
    }

    /** Why the gateway rejected the API key; null if it has accepted it since, or nothing was polled for long. */
    public @Nullable GatewayAuthenticationException rejection() {
        return monitor.get(() -> isNowBefore(rejectionCountsUntil) ? rejection : null);
    }

    /** Whether the gateway neither throttles nor rejects. */
    public boolean isClear() {
        return !isThrottled() && rejection() == null;
    }

    /** @param isNew whether the poll began after the last throttling; of an earlier one only the Retry-After counts */
    private void noteThrottling(PollResult result, boolean isNew, PollSchedule schedule, RandomGenerator random) {
        if (result instanceof PollResult.Failed failed
                && failed.failure() instanceof GatewayThrottledException throttled) {
            if (isNew) {
                throttlings.incrementAndGet();
                throttledInARow++;
                Duration pause = schedule.afterFailure(throttledInARow, throttled.retryAfter(), random);
                LOG.warn("The gateway throttles {}: nothing is polled for {} ms", account, pause.toMillis());
                throttle(pause);
            } else if (throttled.retryAfter() != null) {
                throttle(PollSchedule.respected(throttled.retryAfter()));
            }
        } else if (isNew) {
            throttledInARow = 0;
        }
    }

    /** Never shortens a throttling. */
    private void throttle(Duration pause) {
        Duration now = elapsed.read();
        Duration until = now.plus(pause);
        Duration before = throttledUntil;
        if (until.compareTo(before) > 0) {
            throttledUntil = until;
            listener.throttled(before.compareTo(now) > 0 ? until.minus(before) : pause);
        }
    }

    /** Notes what the results of polls say of the API key. */
    void noteKey(Collection<PollResult> results, PollSchedule schedule) {
        if (!results.isEmpty()) {
            monitor.run(() -> {
                if (results.stream().anyMatch(Standing::showsThatTheKeyIsAccepted)) {
                    accept();
                } else {
                    results.forEach(result -> {
                        if (result instanceof PollResult.Failed failed
                                && failed.failure() instanceof GatewayAuthenticationException failure) {
                            reject(failure, schedule);
                        }
                    });
                }
            });
        }
    }

    private static boolean showsThatTheKeyIsAccepted(PollResult result) {
        return result instanceof PollResult.Answered
                || (result instanceof PollResult.Failed failed && failed.failure() instanceof UnknownTaskException);
    }

    private void accept() {
        if (rejection != null) {
            LOG.info("The gateway accepts the API key of {} again", account);
        }
        rejection = null;
    }

    private void reject(GatewayAuthenticationException failure, PollSchedule schedule) {
        if (rejection == null) {
            LOG.error(
                    "The gateway rejects the API key of {}. No task is lost, and all are polled again. Set the option apiKey"
                            + " to a key that belongs to this base URL: {}",
                    account,
                    failure.getMessage());
        }
        rejection = failure;
        Duration twoPolls = schedule.longest().multipliedBy(2);
        rejectionCountsUntil =
                elapsed.read().plus(twoPolls.compareTo(REJECTION_COUNTS) > 0 ? twoPolls : REJECTION_COUNTS);
    }
}
