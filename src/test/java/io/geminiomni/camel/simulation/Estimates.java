package io.geminiomni.camel.simulation;

import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long each task will take by the gateway, right or wrong, as determined by the seed of a history: in half of them it does not say,
 * and in the others it does of most tasks. It has a generator of its own, so that the plan of a seed does not depend on it.
 */
final class Estimates {
    private static final double SPREAD = 0.2;
    private static final Duration LONGEST_WRONG = Duration.ofMinutes(3);
    /** The shortest and the longest estimate of an answer that the component does not ignore. */
    private static final Duration SHORTEST = Duration.ZERO;

    private static final Duration LONGEST = Duration.ofDays(3);

    private final SplittableRandom random;
    private final boolean areGiven;

    private Estimates(SplittableRandom random, boolean areGiven) {
        this.random = random;
        this.areGiven = areGiven;
    }

    static Estimates of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 29);
        return new Estimates(random, random.nextBoolean());
    }

    /**
     * The estimate of the next task; {@code null} if there is none.
     *
     * @param length how long it will take
     */
    @Nullable Duration next(Duration length) {
        int kind = random.nextInt(6);
        double share = random.nextDouble();
        if (!areGiven) {
            return null;
        }
        return switch (kind) {
            case 0 -> null;
            case 1 -> SHORTEST;
            case 2 -> LONGEST;
            case 3 -> Duration.ofMillis((long) (LONGEST_WRONG.toMillis() * share));
            default -> Duration.ofMillis((long) (length.toMillis() * (1 + SPREAD * (2 * share - 1))));
        };
    }
}
