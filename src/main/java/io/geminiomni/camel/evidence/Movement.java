package io.geminiomni.camel.evidence;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a request other than the one in question does to what the account has spent, between two readings.
 *
 * @param amount its price, not negative; {@code null} if it is not known
 */
record Movement(@Nullable BigDecimal amount, Kind kind) {
    enum Kind {
        /** It is charged, for certain. */
        CHARGED,
        /** It may be charged. */
        MAYBE_CHARGED,
        /** It was charged before, and may be refunded. */
        MAYBE_REFUNDED
    }
}
