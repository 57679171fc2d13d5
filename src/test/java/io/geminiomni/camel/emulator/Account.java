package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The prepaid money of the account, and what its one key may spend of it. */
final class Account {

    /** How long after its creation a task is charged with {@link Quirk#CHARGE_LATE}. */
    static final Duration LATE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Queue<Instant> charges = new ArrayDeque<>();

    private final BigDecimal price;
    private BigDecimal balance;
    private BigDecimal used = BigDecimal.ZERO;
    private @Nullable BigDecimal quota;

    Account(BigDecimal balance, BigDecimal price, Clock clock) {
        this.clock = clock;
        this.balance = balance;
        this.price = price;
    }

    synchronized void balance(BigDecimal left) {
        balance = left.add(used);
    }

    /** Limits the key; without, it is unlimited. */
    synchronized void quota(BigDecimal total) {
        quota = total;
    }

    /** Pays for one video, or says why it cannot. */
    synchronized @Nullable String pay(Set<Quirk> quirks) {
        settle();
        BigDecimal after = used.add(price);
        if (after.compareTo(balance) > 0) {
            return "insufficient balance";
        }
        if (quota != null && after.compareTo(quota) > 0) {
            return "key quota exceeded";
        }
        if (quirks.contains(Quirk.CHARGE_LATE)) {
            charges.add(clock.instant().plus(LATE));
        } else if (!quirks.contains(Quirk.CHARGE_NEVER)) {
            used = after;
        }
        return null;
    }

    /** Gives back what one video cost. */
    synchronized void refund() {
        settle();
        used = used.subtract(price);
    }

    private void settle() {
        while (!charges.isEmpty() && !charges.element().isAfter(clock.instant())) {
            charges.remove();
            used = used.add(price);
        }
    }

    synchronized ObjectNode ofUser() {
        settle();
        return Json.object().put("balance", balance).put("used_coin", used).put("available", balance.subtract(used));
    }

    synchronized ObjectNode ofKey() {
        settle();
        BigDecimal total = quota == null ? BigDecimal.ZERO : quota;
        return Json.object()
                .put("name", "emulator")
                .put("total_quota", total)
                .put("used_quota", used)
                .put("available_quota", quota == null ? BigDecimal.ZERO : total.subtract(used))
                .put("unlimited", quota == null);
    }
}
