package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The balance of the account and of the API key, which may have a limit of its own, in the unit of the gateway. */
public record Balance(Account account, Key key) {

    /** What the API key can spend now. */
    public BigDecimal spendable() {
        return key.unlimited() ? account.available() : account.available().min(key.available());
    }

    /**
     * The prepaid account.
     *
     * @param balance all that was paid in
     * @param used what was spent
     * @param available what can be spent
     */
    public record Account(
            @JsonProperty("balance") BigDecimal balance,
            @JsonProperty("used_coin") BigDecimal used,
            @JsonProperty("available") BigDecimal available) {}

    /**
     * The API key.
     *
     * @param name given by the account's owner
     * @param total what it may spend in all; 0 for no limit
     * @param available what it may still spend; meaningless for a key without a limit
     */
    public record Key(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("total_quota") BigDecimal total,
            @JsonProperty("used_quota") BigDecimal used,
            @JsonProperty("available_quota") BigDecimal available,
            @JsonProperty("unlimited") boolean unlimited) {}
}
