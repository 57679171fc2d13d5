package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What is left to spend, in the gateway's own unit: of the account, and of the API key, which may have a limit of its own. */
public record Balance(Account account, Key key) {

    /** What the present key can spend now. */
    public BigDecimal spendable() {
        return key.unlimited() ? account.available() : account.available().min(key.available());
    }

    /**
     * The prepaid account.
     *
     * @param balance what was ever paid in
     * @param used what of it is spent
     * @param available what is left
     */
    public record Account(
            @JsonProperty("balance") BigDecimal balance,
            @JsonProperty("used_coin") BigDecimal used,
            @JsonProperty("available") BigDecimal available) {}

    /**
     * The API key.
     *
     * @param name as the account's owner named it
     * @param total what it may spend in all; 0 for no limit
     * @param available what of that is left; says nothing for a key without limit
     */
    public record Key(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("total_quota") BigDecimal total,
            @JsonProperty("used_quota") BigDecimal used,
            @JsonProperty("available_quota") BigDecimal available,
            @JsonProperty("unlimited") boolean unlimited) {}
}
