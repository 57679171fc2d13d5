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
 * Rejects requests while the known balance is below a minimum. If the balance cannot be queried, requests are sent, and the
 * gateway rejects those that cannot be paid.
 */
final class BalanceMinimum {
    private static final Logger LOG = LoggerFactory.getLogger(BalanceMinimum.class);

    private final BigDecimal minimum;
    private final Duration keptFor;
    private final Supplier<Balance> source;
    private final Clock clock;
    private final Monitor monitor;
    private @Nullable Balance known;
    private Instant answeredAt = Instant.MIN;
    private @Nullable CompletableFuture<Optional<Balance>> pending;

    BalanceMinimum(BigDecimal minimum, Duration keptFor, Supplier<Balance> source, Clock clock, Threads threads) {
        this.minimum = minimum;
        this.keptFor = keptFor;
        this.source = source;
        this.clock = clock;
        this.monitor = threads.monitor();
    }

    /** @throws GatewayRejectedException if less than the minimum is available */
    void check() {
        Balance balance = balance();
        if (balance != null && balance.spendable().compareTo(minimum) < 0) {
            throw new GatewayRejectedException(GatewayFailure.notSent(
                    "The balance is " + balance.spendable().toPlainString() + ", which is below minBalance, "
                            + minimum.toPlainString()
                            + ". The request was not sent, and no money was spent; its key is free. Top up the account,"
                            + " or lower minBalance."));
        }
    }

    /** Callers that come while the balance is queried wait for that answer. */
    private @Nullable Balance balance() {
        CompletableFuture<Optional<Balance>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Balance>> answer = monitor.get(() -> {
            if (isKnown(clock.instant())) {
                return CompletableFuture.completedFuture(Optional.ofNullable(known));
            }
            pending = pending == null ? mine : pending;
            return pending;
        });
        if (answer == mine) {
            query(mine);
        }
        return answer.join().orElse(null);
    }

    private boolean isKnown(Instant now) {
        return answeredAt.isAfter(now.minus(keptFor)) && !answeredAt.isAfter(now);
    }

    private void query(CompletableFuture<Optional<Balance>> answer) {
        @Nullable Balance present = null;
        try {
            present = source.get();
        } catch (GatewayException e) {
            LOG.warn("minBalance is not checked, as the balance is not known: {}", e.getMessage());
        } finally {
            answered(present);
            answer.complete(Optional.ofNullable(present));
        }
    }

    private void answered(@Nullable Balance present) {
        monitor.run(() -> {
            known = present;
            answeredAt = clock.instant();
            pending = null;
        });
    }
}
