package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads balances. An answer with a figure that is missing or not a number is not used. */
final class BalanceAnswers {
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");
    private static final int MAX_NAME = 255;

    private BalanceAnswers() {}

    static Balance.@Nullable Account account(JsonNode data) {
        BigDecimal balance = number(data, "balance");
        BigDecimal used = number(data, "used_coin");
        BigDecimal available = number(data, "available");
        return balance == null || used == null || available == null
                ? null
                : new Balance.Account(balance, used, available);
    }

    /** A total of 0 also means no limit. Without a limit, what is available has no meaning, and may be missing. */
    static Balance.@Nullable Key key(JsonNode data) {
        BigDecimal total = number(data, "total_quota");
        BigDecimal used = number(data, "used_quota");
        if (total == null || used == null) {
            return null;
        }
        boolean unlimited = data.path("unlimited").asBoolean(false) || total.signum() == 0;
        BigDecimal given = number(data, "available_quota");
        BigDecimal available = given == null && unlimited ? BigDecimal.ZERO : given;
        if (available == null) {
            return null;
        }
        return new Balance.Key(Texts.clean(data.path("name").textValue(), MAX_NAME), total, used, available, unlimited);
    }

    private static @Nullable BigDecimal number(JsonNode data, String name) {
        JsonNode value = data.path(name);
        if (value.isTextual()) {
            String text = value.textValue().strip();
            return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
        }
        return value.isNumber() && Double.isFinite(value.doubleValue()) ? value.decimalValue() : null;
    }
}
