package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.observe.ChannelListener;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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

    private static final Duration SOON = Duration.ofSeconds(2);

    /** Before each monotonic time. */
    private static final Duration NEVER = Duration.ofSeconds(Long.MIN_VALUE);

    private final String account;
    private final RequestPace pace;
    private final Elapsed elapsed;
    private final Monitor monitor;
    private final ChannelListener listener;
    private Duration throttledUntil = NEVER;
    private int throttledInARow;
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
        return monitor.get(() -> isNowBefore(throttledUntil));
    }

    /** Whether calls are sent more slowly because the gateway has throttled. */
    boolean isSlow() {
        return pace.isReduced();
    }

    /**
     * How many polls may be in flight: none while the gateway throttles. While calls are sent more slowly, as many as soon have
     * their turn, as a poll that was sent is not taken back when the gateway throttles.
     */
    int room(int most) {
        if (isThrottled()) {
            return 0;
        }
        return isSlow() ? Math.max(1, Math.min(most, (int) (pace.perSecond() * SOON.toSeconds()))) : most;
    }

    private boolean isNowBefore(Duration time) {
        return elapsed.read().compareTo(time) < 0;
    }

    /** How long nothing will be polled because the gateway throttles; zero if it does not. */
    public Duration throttledFor() {
        Duration now = elapsed.read();
        return monitor.get(() -> now.compareTo(throttledUntil) < 0 ? throttledUntil.minus(now) : Duration.ZERO);
    }

    /** Why the gateway rejected the API key; null if it has accepted it since, or nothing was polled for long. */
    public @Nullable GatewayAuthenticationException rejection() {
        return monitor.get(() -> isNowBefore(rejectionCountsUntil) ? rejection : null);
    }

    /** Whether the gateway neither throttles nor rejects. */
    public boolean isClear() {
        return !isThrottled() && rejection() == null;
    }

    /** Notes the results of polls. */
    void note(Collection<PollResult> results, PollSchedule schedule, RandomGenerator random) {
        if (!results.isEmpty()) {
            monitor.run(() -> {
                noteThrottling(results, schedule, random);
                noteKey(results, schedule);
            });
        }
    }

    private void noteThrottling(Collection<PollResult> results, PollSchedule schedule, RandomGenerator random) {
        List<GatewayThrottledException> failures = failures(results, GatewayThrottledException.class);
        boolean already = isThrottled();
        if (!already) {
            throttledInARow = failures.isEmpty() ? 0 : throttledInARow + 1;
        }
        if (!failures.isEmpty()) {
            @Nullable Duration retryAfter = failures.stream()
                    .map(GatewayException::retryAfter)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            throttle(already, schedule.afterFailure(throttledInARow, retryAfter, random));
        }
    }

    /** @param already polls that were in flight when the throttling began can only prolong it */
    private void throttle(boolean already, Duration pause) {
        Duration until = elapsed.read().plus(pause);
        if (!already) {
            throttledUntil = until;
            LOG.warn("The gateway throttles {}: nothing is polled for {} ms", account, pause.toMillis());
            listener.throttled(pause);
        } else if (until.compareTo(throttledUntil) > 0) {
            listener.throttled(until.minus(throttledUntil));
            throttledUntil = until;
        }
    }

    private void noteKey(Collection<PollResult> results, PollSchedule schedule) {
        List<GatewayAuthenticationException> failures = failures(results, GatewayAuthenticationException.class);
        if (results.stream().anyMatch(Standing::showsThatTheKeyIsAccepted)) {
            if (rejection != null) {
                LOG.info("The gateway accepts the API key of {} again", account);
            }
            rejection = null;
        } else if (!failures.isEmpty()) {
            reject(failures.get(failures.size() - 1), schedule);
        }
    }

    private static boolean showsThatTheKeyIsAccepted(PollResult result) {
        return result instanceof PollResult.Answered
                || (result instanceof PollResult.Failed failed && failed.failure() instanceof UnknownTaskException);
    }

    private static <F extends GatewayException> List<F> failures(Collection<PollResult> results, Class<F> type) {
        return results.stream()
                .filter(PollResult.Failed.class::isInstance)
                .map(result -> ((PollResult.Failed) result).failure())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
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
