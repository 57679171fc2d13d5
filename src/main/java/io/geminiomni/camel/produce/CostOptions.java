package io.geminiomni.camel.produce;

import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.option.UnknownPrice;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The options of a producer about what requests cost. Those that are {@code null} are not set; see {@code GeminiOmniConfiguration}
 * and {@code GeminiOmniComponent} for their meaning.
 */
public record CostOptions(
        @Nullable PriceList prices,
        UnknownPrice unknownPrice,
        boolean refundsFailures,
        @Nullable BigDecimal maxCostPerRequest,
        @Nullable Budget budget,
        @Nullable String budgetKey) {

    /** @throws IllegalArgumentException naming an option that needs a price list, or has an invalid value */
    public CostOptions {
        if (prices == null) {
            needsPrices("maxCostPerRequest", maxCostPerRequest);
            needsPrices("budget", budget);
            needsPrices("budgetKey", budgetKey);
        }
        if (budgetKey != null && budgetKey.isBlank()) {
            throw new IllegalArgumentException(
                    "The option budgetKey is blank, but must be a Simple expression such as ${header.tenant}; leave it out"
                            + " for the name of the channel");
        }
    }

    private static void needsPrices(String option, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException("The option " + option + " is '" + value
                    + "', but without prices nothing can be limited or booked: set the option priceList of the component"
                    + " too, such as classpath:prices.yaml, or leave out " + option);
        }
    }

    boolean isLimited() {
        return maxCostPerRequest != null || budget != null;
    }
}
