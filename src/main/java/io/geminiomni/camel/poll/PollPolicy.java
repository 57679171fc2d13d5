package io.geminiomni.camel.poll;

import io.geminiomni.camel.option.OptionChecks;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When tasks are polled, and which time-outs they have.
 *
 * @param schedule the intervals between polls
 * @param taskTimeout the age after which a task is late, and after which a task that the gateway does not know is parked
 * @param queueTimeout the age after which a task that is still queued is late; null for no limit
 * @param stallTimeout the time without a change of status or progress after which a task is late; null for no limit
 * @param abandonAfter the age after which a task that has not ended fails as abandoned
 * @param categories the categories of failures
 * @param emitsProgress whether each change of a task is emitted, so that none may be missed for long
 */
public record PollPolicy(
        PollSchedule schedule,
        Duration taskTimeout,
        @Nullable Duration queueTimeout,
        @Nullable Duration stallTimeout,
        Duration abandonAfter,
        FailureCategories categories,
        boolean emitsProgress) {

    /** @throws IllegalArgumentException naming the option with an invalid value */
    public PollPolicy {
        OptionChecks.atLeast("taskTimeout", taskTimeout.toMillis(), 1);
        OptionChecks.atLeast("queueTimeout", queueTimeout == null ? 0 : queueTimeout.toMillis(), 0);
        OptionChecks.atLeast("stallTimeout", stallTimeout == null ? 0 : stallTimeout.toMillis(), 0);
        OptionChecks.atLeast("abandonAfter", abandonAfter.toMillis(), 1);
    }

    /** A policy without the two optional time-outs, and with the built-in categories. */
    public PollPolicy(PollSchedule schedule, Duration taskTimeout, Duration abandonAfter) {
        this(schedule, taskTimeout, null, null, abandonAfter, FailureCategories.with(Map.of()), false);
    }

    /**
     * The time from the acceptance of a task to its first poll, with nothing learned of tasks like it.
     *
     * @param estimated how long it will take, by the gateway
     */
    public Duration firstPoll(@Nullable Duration estimated, RandomGenerator random) {
        return Collections.min(List.of(schedule.first(estimated, random), latestFirstPoll()));
    }

    /** The age at which a task is first polled at the latest, so that it exceeds no time-out, and is not abandoned, unseen. */
    Duration latestFirstPoll() {
        Duration half = Stream.of(taskTimeout, queueTimeout, stallTimeout, abandonAfter)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(taskTimeout)
                .dividedBy(2);
        return emitsProgress && schedule.longest().compareTo(half) < 0 ? schedule.longest() : half;
    }
}
