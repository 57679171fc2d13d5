package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The intervals between the polls of one task. A pure function of its arguments, of which randomness is one.
 *
 * @param shortest the first and shortest interval
 * @param longest the longest interval; not shorter than {@code shortest}
 */
public record PollSchedule(Duration shortest, Duration longest) {
    /** The longest {@code Retry-After} of a gateway that is respected. */
    public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final double GROWTH = 1.25;
    private static final double SPREAD = 0.2;

    /** @throws IllegalArgumentException if the bounds are not positive or the wrong way round */
    public PollSchedule {
        if (shortest.isNegative() || shortest.isZero()) {
            throw new IllegalArgumentException("pollInterval is " + shortest.toMillis() + " ms, but must be positive");
        }
        if (longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("maxPollInterval is " + longest.toMillis()
                    + " ms, but cannot be shorter than pollInterval, which is " + shortest.toMillis() + " ms");
        }
    }

    /**
     * The interval after an answer: it grows by a quarter with each poll, and up to a fifth is taken off at random, so that
     * tasks that were submitted together are not polled together. It stays within the bounds.
     *
     * @param polls the number of polls so far, including the last one
     */
    public Duration afterAnswer(int polls, boolean late, RandomGenerator random) {
        if (late) {
            return longest;
        }
        double grown =
                Math.min((double) longest.toMillis(), shortest.toMillis() * Math.pow(GROWTH, Math.max(0, polls - 1)));
        return bounded(grown * (1 - SPREAD * random.nextDouble()));
    }

    /**
     * The interval after a poll without a usable answer: full jitter under a bound that doubles each time. A
     * {@code Retry-After} is respected up to {@link #LONGEST_RETRY_AFTER}.
     *
     * @param unanswered the number of polls in a row without an answer, including the last one; at least 1
     */
    public Duration afterFailure(int unanswered, @Nullable Duration retryAfter, RandomGenerator random) {
        double bound = Math.min((double) longest.toMillis(), shortest.toMillis() * Math.pow(2, unanswered));
        Duration delay = bounded(bound * random.nextDouble());
        if (retryAfter == null || retryAfter.compareTo(delay) <= 0) {
            return delay;
        }
        return retryAfter.compareTo(LONGEST_RETRY_AFTER) < 0 ? retryAfter : LONGEST_RETRY_AFTER;
    }

    private Duration bounded(double millis) {
        Duration delay = Duration.ofMillis(Math.round(millis));
        if (delay.compareTo(shortest) < 0) {
            return shortest;
        }
        return delay.compareTo(longest) > 0 ? longest : delay;
    }
}
