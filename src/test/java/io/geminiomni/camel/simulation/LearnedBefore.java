package io.geminiomni.camel.simulation;

import io.geminiomni.camel.poll.LearnedSamples;
import io.geminiomni.camel.poll.LearnedTimes;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What each node has learned of how long tasks take before it starts, right or wrong, as determined by the seed of a history: nothing
 * in some, as a history has too few tasks for that. It has a generator of its own, so that the plan of a seed does not depend on it.
 *
 * @param shortest {@code null} for nothing
 */
record LearnedBefore(@Nullable Duration shortest, Duration longest) {
    static LearnedBefore of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 11);
        boolean isKnown = random.nextBoolean();
        Duration shortest = Duration.ofSeconds(5 + random.nextInt(120));
        return new LearnedBefore(isKnown ? shortest : null, shortest.plusSeconds(1 + random.nextInt(60)));
    }

    void teach(LearnedTimes times) {
        if (shortest != null) {
            LearnedSamples.teach(times, shortest, longest);
        }
    }
}
