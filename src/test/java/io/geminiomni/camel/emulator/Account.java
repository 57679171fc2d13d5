package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The prepaid money of the account, and what its one key may spend of it. */
final class Account {

    private final BigDecimal price;
    private BigDecimal balance;
    private BigDecimal used = BigDecimal.ZERO;
    private @Nullable BigDecimal quota;

    Account(BigDecimal balance, BigDecimal price) {
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
    synchronized @Nullable String pay() {
        BigDecimal after = used.add(price);
        if (after.compareTo(balance) > 0) {
            return "insufficient balance";
        }
        if (quota != null && after.compareTo(quota) > 0) {
            return "key quota exceeded";
        }
        used = after;
        return null;
    }

    synchronized ObjectNode ofUser() {
        return Json.object().put("balance", balance).put("used_coin", used).put("available", balance.subtract(used));
    }

    synchronized ObjectNode ofKey() {
        BigDecimal total = quota == null ? BigDecimal.ZERO : quota;
        return Json.object()
                .put("name", "emulator")
                .put("total_quota", total)
                .put("used_quota", used)
                .put("available_quota", quota == null ? BigDecimal.ZERO : total.subtract(used))
                .put("unlimited", quota == null);
    }
}
