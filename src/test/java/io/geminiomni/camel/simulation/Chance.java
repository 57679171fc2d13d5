package io.geminiomni.camel.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Decides at each call whether a fault happens. Each kind of fault has randomness of its own, so that a history without one of them
 * differs as little as possible.
 */
final class Chance {
    private final Map<FaultKind, Double> probabilities;
    private final Map<FaultKind, SplittableRandom> random = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Integer> happened = new EnumMap<>(FaultKind.class);
    private boolean active = true;

    Chance(long seed, Map<FaultKind, Double> probabilities) {
        this.probabilities = probabilities;
        for (FaultKind kind : FaultKind.values()) {
            random.put(kind, new SplittableRandom(seed * 31 + kind.ordinal()));
        }
    }

    boolean happens(FaultKind kind) {
        boolean happens = random.get(kind).nextDouble() < probabilities.getOrDefault(kind, 0.0) && active;
        if (happens) {
            happened.merge(kind, 1, Integer::sum);
        }
        return happens;
    }

    /** Chooses among the variants of a fault. */
    int variant(FaultKind kind, int variants) {
        return random.get(kind).nextInt(variants);
    }

    /** A time up to the longest; short ones are more frequent. */
    Duration time(FaultKind kind, Duration longest) {
        double share = random.get(kind).nextDouble();
        return Duration.ofMillis((long) (longest.toMillis() * share * share));
    }

    /** From now on there are no faults. */
    void end() {
        active = false;
    }

    boolean isActive() {
        return active;
    }

    /** How often each fault has happened. */
    Map<FaultKind, Integer> happened() {
        return happened;
    }
}
