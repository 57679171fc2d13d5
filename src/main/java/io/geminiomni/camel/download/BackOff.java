package io.geminiomni.camel.download;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The delay before another attempt: exponential, with full jitter. */
final class BackOff {
    private static final long FIRST_MILLIS = 1_000;
    private static final int DOUBLINGS = 4;

    private BackOff() {}

    /**
     * A random time of up to 1 s after the first failure, 2 s after the second, and so on up to 16 s.
     *
     * @param failures how many attempts in a row have failed, from 1
     */
    static Duration delay(int failures, RandomGenerator random) {
        long most = FIRST_MILLIS << Math.min(failures - 1, DOUBLINGS);
        return Duration.ofMillis(random.nextLong(most + 1));
    }
}
