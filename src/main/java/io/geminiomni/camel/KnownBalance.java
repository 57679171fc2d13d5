package io.geminiomni.camel;

import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses requests while the balance is known to be below a minimum. A balance that cannot be asked for is not known: then
 * requests go on, and the gateway itself refuses those that cannot be paid.
 */
final class KnownBalance {
    private static final Logger LOG = LoggerFactory.getLogger(KnownBalance.class);

    private final BigDecimal minimum;
    private final Duration keptFor;
    private final Supplier<Balance> question;
    private final Clock clock;
    private @Nullable Balance known;
    private Instant askedAt = Instant.MIN;

    /**
     * @param minimum what has to be left to spend
     * @param keptFor how old the known balance may be
     */
    KnownBalance(BigDecimal minimum, Duration keptFor, Supplier<Balance> question, Clock clock) {
        this.minimum = minimum;
        this.keptFor = keptFor;
        this.question = question;
        this.clock = clock;
    }

    /** @throws GatewayRejectedException if less than the minimum is left */
    void check() {
        Balance balance = balance();
        if (balance != null && balance.spendable().compareTo(minimum) < 0) {
            throw new GatewayRejectedException(new GatewayFailure(
                    "The balance is " + balance.spendable().toPlainString() + ", which is below minBalance, "
                            + minimum.toPlainString()
                            + ". The request was not sent, and no money was spent; its key is free. Top up the account,"
                            + " or lower minBalance.",
                    null,
                    0,
                    false,
                    null,
                    null));
        }
    }

    private synchronized @Nullable Balance balance() {
        Instant now = clock.instant();
        if (askedAt.isAfter(now.minus(keptFor)) && !askedAt.isAfter(now)) {
            return known;
        }
        try {
            known = question.get();
        } catch (GatewayException e) {
            known = null;
            LOG.warn("minBalance is not checked, as the balance is not known: {}", e.getMessage());
        }
        askedAt = now;
        return known;
    }
}
