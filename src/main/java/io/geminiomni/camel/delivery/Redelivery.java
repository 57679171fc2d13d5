package io.geminiomni.camel.delivery;

import java.time.Duration;

/**
 * The delay before a video whose route failed is emitted again: 1 s, 2 s, 4 s and so on, at most {@link #LONGEST}.
 *
 * @param maxAttempts after so many failed emissions a video is parked; at least 1
 */
public record Redelivery(int maxAttempts) {
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final int DOUBLINGS = 12;

    /** @throws IllegalArgumentException if {@code maxAttempts} is less than 1 */
    public Redelivery {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxDeliveryAttempts is " + maxAttempts + ", but must be at least 1");
        }
    }

    boolean isExhausted(int attempts) {
        return attempts >= maxAttempts;
    }

    /** @param attempts the emissions so far; at least 1 */
    Duration delayAfter(int attempts) {
        if (attempts > DOUBLINGS) {
            return LONGEST;
        }
        Duration delay = Duration.ofSeconds(1L << (Math.max(1, attempts) - 1));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}
