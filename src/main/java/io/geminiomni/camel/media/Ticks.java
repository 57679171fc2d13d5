package io.geminiomni.camel.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations in units of a time scale, as MP4 files state them. */
final class Ticks {
    /** A number that is not known, or too large to be true. */
    static final long UNKNOWN = -1;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Ticks() {}

    /** Of an unsigned number of 32 bits; all ones mean that it is not known. */
    static long of32(int bits) {
        return bits == -1 ? UNKNOWN : Integer.toUnsignedLong(bits);
    }

    /** Of an unsigned number of 64 bits; all ones mean that it is not known. */
    static long of64(long bits) {
        return bits < 0 ? UNKNOWN : bits;
    }

    /** The sum, which is unknown if one of the two is or if it is too large. */
    static long sum(long one, long other) {
        long sum = one + other;
        return one < 0 || other < 0 || sum < 0 ? UNKNOWN : sum;
    }

    /** The product, which is unknown if one of the two is or if it is too large. */
    static long product(long one, long other) {
        if (one < 0 || other < 0 || Math.multiplyHigh(one, other) != 0 || one * other < 0) {
            return UNKNOWN;
        }
        return one * other;
    }

    /** @return null if there is no such time */
    static @Nullable Duration duration(long ticks, long perSecond) {
        return ticks <= 0 || perSecond <= 0
                ? null
                : Duration.ofSeconds(ticks / perSecond, ticks % perSecond * NANOS_PER_SECOND / perSecond);
    }

    /** The longer one; null if neither is known. */
    static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }
}
