package io.geminiomni.camel.delivery;

import java.time.Duration;

/**
 * When a video whose route failed is emitted again: after 1 s, 2 s, 4 s and so on, at most {@link #LONGEST}.
 *
 * @param maxAttempts after so many emissions it is parked; at least 1
 */
public record Redelivery(int maxAttempts) {
    /** The longest time between two emissions of one video. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final int DOUBLINGS = 12;

    /** @throws IllegalArgumentException if there is not even one attempt */
    public Redelivery {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxDeliveryAttempts is " + maxAttempts + ", but must be at least 1");
        }
    }

    boolean isExhausted(int attempts) {
        return attempts >= maxAttempts;
    }

    /** @param attempts how often it has been emitted; at least 1 */
    Duration delayAfter(int attempts) {
        if (attempts > DOUBLINGS) {
            return LONGEST;
        }
        Duration delay = Duration.ofSeconds(1L << (Math.max(1, attempts) - 1));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}
