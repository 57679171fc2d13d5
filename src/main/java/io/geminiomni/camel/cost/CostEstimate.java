package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The price of a request by the {@code priceList}.
 *
 * @param amount {@code null} if no row of the price list fits the request, so that its price is unknown
 * @param unit the currency or unit of the amounts of the price list
 * @param row the row of the price list that determined the amount, as text; {@code null} if the price is unknown
 */
public record CostEstimate(
        @Nullable BigDecimal amount, String unit, @Nullable String row) {
    /** Whether a row of the price list fits the request. */
    public boolean isKnown() {
        return amount != null;
    }
}
