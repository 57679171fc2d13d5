package io.geminiomni.camel.evidence;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the other creates since a reading of the balance.
 *
 * @param known the prices of those that were accepted; null if the price of one is not known
 * @param accepted how many were accepted
 * @param others how many are in flight, or of unknown outcome
 */
record Spent(@Nullable BigDecimal known, int accepted, int others) {
    static final Spent NOTHING = new Spent(BigDecimal.ZERO, 0, 0);

    Spent plusAccepted(@Nullable BigDecimal price) {
        return new Spent(known == null || price == null ? null : known.add(price), accepted + 1, others);
    }

    Spent withOthers(int count) {
        return new Spent(known, accepted, count);
    }
}
