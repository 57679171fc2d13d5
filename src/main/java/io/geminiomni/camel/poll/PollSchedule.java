package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The intervals between the polls of one task. A pure function of its arguments, of which randomness is one.
 *
 * <p>With nothing learned the intervals grow. If it is known how long tasks like this one take, a task is first polled when the
 * first one in twenty has ended, and then each time that, had it ended, its video would have waited for a certain time, on
 * average. That time is what a poll is worth: so long waits a video, for each poll, that is polled at a fixed interval of nearly
 * twice {@code shortest}. So no video waits longer than with that, and where no end is to be expected there are fewer polls.
 *
 * @param shortest the first and shortest interval
 * @param longest the longest interval; not shorter than {@code shortest}
 */
public record PollSchedule(Duration shortest, Duration longest) {
    /** The longest {@code Retry-After} of a gateway that is respected. */
    public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final double GROWTH = 1.25;
    private static final double SPREAD = 0.2;
    /** Learned times differ from task to task, so that less of a spread is enough. */
    private static final double SPREAD_OF_LEARNED = 0.1;
    /** The fixed interval that a learned one is compared with, in multiples of the shortest; with it there is no more delay. */
    private static final double FIXED = 1.72;

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
     * What a poll has shown of a task that goes on.
     *
     * @param age at the poll
     * @param polls the number of polls so far, including this one
     * @param progress percent; 0 if it has reported none
     * @param estimated how long the task will take, by the gateway
     */
    record Seen(
            Duration age,
            int polls,
            int progress,
            boolean late,
            @Nullable Duration estimated) {}

    /**
     * The time from the acceptance of a task to its first poll, with nothing learned. It stays within the bounds.
     *
     * @param estimated how long the task will take, by the gateway
     */
    Duration first(@Nullable Duration estimated, RandomGenerator random) {
        return estimated == null ? shortest : bounded(spread((double) estimated.toMillis(), SPREAD_OF_LEARNED, random));
    }

    /**
     * The time until the first poll of a task that is due to be polled, if it is too early for that. It is not put off for less than the
     * shortest interval: that saves little, and a consumer with a long delay would poll it a delay later.
     *
     * @param age of the task
     * @param latest the age at which it is polled at the latest
     * @return zero if it is time for it, or nothing is known of tasks like this one
     */
    Duration untilFirst(Duration age, TaskTimes times, Duration latest, RandomGenerator random) {
        if (!times.isKnown()) {
            return Duration.ZERO;
        }
        double first = Math.min(times.early().toMillis(), latest.toMillis());
        // A task that was put off before is not put off once more.
        if (age.toMillis() >= first * (1 - SPREAD_OF_LEARNED)) {
            return Duration.ZERO;
        }
        Duration later = millis(spread(first, SPREAD_OF_LEARNED, random)).minus(age);
        return later.compareTo(shortest) < 0 ? Duration.ZERO : later;
    }

    /**
     * The interval after an answer, by what is known of tasks like this one. With nothing learned, the gateway's estimate counts
     * until it is exceeded. It stays within the bounds.
     */
    Duration afterAnswer(Seen seen, TaskTimes times, RandomGenerator random) {
        double age = seen.age().toMillis();
        TaskTimes.Forecast forecast = times.forecast(seen.age(), seen.progress());
        if (!seen.late() && forecast != null && forecast.all() - forecast.endedBy(age) >= 1) {
            return bounded(spread(untilWorthwhile(forecast, age, worth(times)), SPREAD_OF_LEARNED, random));
        }
        Duration estimated = seen.estimated();
        if (!seen.late() && forecast == null && estimated != null && estimated.compareTo(seen.age()) > 0) {
            return bounded(spread(estimated.toMillis() - age, SPREAD_OF_LEARNED, random));
        }
        return afterAnswer(seen.polls(), seen.late(), random);
    }

    /** How long a video may wait for a poll, on average, in milliseconds: no longer than with the fixed interval and one poll. */
    private double worth(TaskTimes times) {
        double fixed = FIXED * shortest.toMillis();
        return fixed * fixed / (2 * Math.max(fixed, times.meanAfterEarly()));
    }

    /** The time until a video, had it been finished, would have waited for so long on average; at most the longest interval. */
    private double untilWorthwhile(TaskTimes.Forecast forecast, double age, double worth) {
        double ended = forecast.endedBy(age);
        double open = forecast.all() - ended;
        double time = 0;
        double waited = 0;
        while (waited < worth && time < longest.toMillis()) {
            double step = Math.max(shortest.toMillis() / 20.0, time / 20);
            time += step;
            waited += step * (forecast.endedBy(age + time) - ended) / open;
        }
        return time;
    }

    /**
     * The interval after an answer with nothing learned: it grows by a quarter with each poll, and up to a fifth is taken off at
     * random, so that tasks that were submitted together are not polled together. It stays within the bounds.
     *
     * @param polls the number of polls so far, including the last one
     */
    public Duration afterAnswer(int polls, boolean late, RandomGenerator random) {
        if (late) {
            return longest;
        }
        double grown =
                Math.min((double) longest.toMillis(), shortest.toMillis() * Math.pow(GROWTH, Math.max(0, polls - 1)));
        return bounded(spread(grown, SPREAD, random));
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
        return retryAfter == null || retryAfter.compareTo(delay) <= 0 ? delay : respected(retryAfter);
    }

    /** How much of a {@code Retry-After} is respected. */
    static Duration respected(Duration retryAfter) {
        return retryAfter.compareTo(LONGEST_RETRY_AFTER) < 0 ? retryAfter : LONGEST_RETRY_AFTER;
    }

    private static double spread(double millis, double most, RandomGenerator random) {
        return millis * (1 - most * random.nextDouble());
    }

    private Duration bounded(double millis) {
        Duration delay = millis(millis);
        if (delay.compareTo(shortest) < 0) {
            return shortest;
        }
        return delay.compareTo(longest) > 0 ? longest : delay;
    }

    private static Duration millis(double millis) {
        return Duration.ofMillis(Math.round(millis));
    }
}
