package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a task is asked for again. A pure function of its arguments: chance is one of them.
 *
 * @param shortest the shortest delay between two questions about one task, and the first one
 * @param longest the longest; not shorter than {@code shortest}
 */
public record PollSchedule(Duration shortest, Duration longest) {
    /** The longest time for which a gateway's {@code Retry-After} is heeded. */
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
     * After an answer: grows by a quarter with each question, less up to a fifth by chance so that tasks submitted
     * together do not stay together, and never outside the bounds.
     *
     * @param questions how many questions there have been, the one just answered included
     */
    public Duration afterAnswer(int questions, boolean late, RandomGenerator random) {
        if (late) {
            return longest;
        }
        double grown = Math.min(
                (double) longest.toMillis(), shortest.toMillis() * Math.pow(GROWTH, Math.max(0, questions - 1)));
        return bounded(grown * (1 - SPREAD * random.nextDouble()));
    }

    /**
     * After a question without a usable answer: full jitter under a bound that doubles each time. A {@code Retry-After}
     * is heeded up to {@link #LONGEST_RETRY_AFTER}.
     *
     * @param unanswered how many questions in a row had no answer, this one included; at least 1
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
