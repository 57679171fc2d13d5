package io.geminiomni.camel.produce;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses requests while the balance is known to be below a minimum. A balance that cannot be asked for is not known: then
 * requests go on, and the gateway itself refuses those that cannot be paid.
 */
final class BalanceMinimum {
    private static final Logger LOG = LoggerFactory.getLogger(BalanceMinimum.class);

    private final BigDecimal minimum;
    private final Duration keptFor;
    private final Supplier<Balance> question;
    private final Clock clock;
    private final Monitor monitor;
    private @Nullable Balance known;
    private Instant answeredAt = Instant.MIN;
    private @Nullable CompletableFuture<Optional<Balance>> beingAsked;

    /**
     * @param minimum what has to be left to spend
     * @param keptFor how long ago the answer may have come in
     */
    BalanceMinimum(BigDecimal minimum, Duration keptFor, Supplier<Balance> question, Clock clock, Threads threads) {
        this.minimum = minimum;
        this.keptFor = keptFor;
        this.question = question;
        this.clock = clock;
        this.monitor = threads.monitor();
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

    /** Whoever comes while the gateway is being asked waits for that answer, and asks for none of his own. */
    private @Nullable Balance balance() {
        CompletableFuture<Optional<Balance>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Balance>> answer = monitor.get(() -> {
            if (isKnown(clock.instant())) {
                return CompletableFuture.completedFuture(Optional.ofNullable(known));
            }
            beingAsked = beingAsked == null ? mine : beingAsked;
            return beingAsked;
        });
        if (answer == mine) {
            ask(mine);
        }
        return answer.join().orElse(null);
    }

    private boolean isKnown(Instant now) {
        return answeredAt.isAfter(now.minus(keptFor)) && !answeredAt.isAfter(now);
    }

    private void ask(CompletableFuture<Optional<Balance>> answer) {
        @Nullable Balance told = null;
        try {
            told = question.get();
        } catch (GatewayException e) {
            LOG.warn("minBalance is not checked, as the balance is not known: {}", e.getMessage());
        } finally {
            answered(told);
            answer.complete(Optional.ofNullable(told));
        }
    }

    private void answered(@Nullable Balance told) {
        monitor.run(() -> {
            known = told;
            answeredAt = clock.instant();
            beingAsked = null;
        });
    }
}
