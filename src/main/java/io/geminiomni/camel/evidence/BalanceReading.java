package io.geminiomni.camel.evidence;

import io.geminiomni.camel.gateway.Balance;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What was spent until a time.
 *
 * @param isKeyCounted whether the amount of the key is reliable: that of a key without a limit may always be 0
 */
record BalanceReading(Instant at, BigDecimal account, BigDecimal key, boolean isKeyCounted) {
    static BalanceReading of(Balance balance, Instant at) {
        return new BalanceReading(
                at,
                balance.account().used(),
                balance.key().used(),
                !balance.key().unlimited());
    }
}
