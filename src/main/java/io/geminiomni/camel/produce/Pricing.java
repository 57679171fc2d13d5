package io.geminiomni.camel.produce;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.CostLimitException;
import io.geminiomni.camel.cost.MaxCostExceededException;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.UnknownPriceException;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.request.BilledValues;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.task.Submission;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What requests cost by the price list, who spends it, and which requests cost too much. A task store checks the budget. */
final class Pricing {
    private static final String BUDGET_KEY = "budgetKey";
    private static final String NOT_SENT = " Nothing was sent and nothing was paid; its key is free. ";

    private final String channel;
    private final CostOptions options;
    private final @Nullable KeyExpression budgetKey;

    /** @throws IllegalArgumentException if {@code budgetKey} is no Simple expression */
    Pricing(CamelContext context, String channel, CostOptions options) {
        this.channel = channel;
        this.options = options;
        this.budgetKey = KeyExpression.of(context, BUDGET_KEY, options.budgetKey());
    }

    /** What a request costs; empty without a price list. */
    Optional<CostEstimate> estimate(VideoRequest request) {
        return Optional.ofNullable(options.prices()).map(prices -> prices.estimate(request));
    }

    /** @throws IllegalStateException without a price list */
    CostEstimate mandatoryEstimate(VideoRequest request) {
        return estimate(request)
                .orElseThrow(() -> new IllegalStateException(
                        "The operation estimate has no prices: set the option priceList of the component, such as"
                                + " classpath:prices.yaml. Nothing was sent and nothing was paid"));
    }

    /**
     * What an attempt to submit a request is booked with.
     *
     * @return {@code null} without a price list
     * @throws InvalidVideoRequestException if the value of {@code budgetKey} is no budget key
     */
    @Nullable Charge charge(Exchange exchange, VideoRequest request) {
        PriceList prices = options.prices();
        if (prices == null) {
            return null;
        }
        Object key = budgetKey == null ? channel : budgetKey.evaluate(exchange);
        try {
            return new Charge(
                    prices.estimate(request),
                    Charge.budgetKey(KeyText.of(key)),
                    options.budget(),
                    options.refundsFailures());
        } catch (IllegalArgumentException e) {
            throw new InvalidVideoRequestException(List.of(Violation.of(
                    BUDGET_KEY,
                    key,
                    KeyText.ALLOWED,
                    "it says who spends the money, such as ${header.tenant}; set it for each exchange")));
        }
    }

    /** Why a request is not sent because of its cost; empty if it may be sent. Its budget is not checked. */
    Optional<CostLimitException> refusal(Submission submission) {
        Charge charge = submission.charge();
        if (charge == null || !options.isLimited()) {
            return Optional.empty();
        }
        BigDecimal asked = charge.cost().amount();
        if (asked == null) {
            return options.unknownPrice() == UnknownPrice.allow
                    ? Optional.empty()
                    : Optional.of(unknown(submission.request()));
        }
        BigDecimal maximum = options.maxCostPerRequest();
        return maximum == null || asked.compareTo(maximum) <= 0
                ? Optional.empty()
                : Optional.of(tooExpensive(charge.cost(), asked, maximum));
    }

    private CostLimitException unknown(VideoRequest request) {
        return new UnknownPriceException("The price of the request is not known: no row of the price list fits "
                + BilledValues.of(request) + ". It is needed, as "
                + (options.budget() == null ? "maxCostPerRequest" : "a budget") + " is set." + NOT_SENT
                + "Add a row for it to the price list, or set unknownPrice=allow.");
    }

    private static CostLimitException tooExpensive(CostEstimate cost, BigDecimal asked, BigDecimal maximum) {
        return new MaxCostExceededException(
                "The request costs " + asked.toPlainString() + " " + cost.unit()
                        + ", which is above maxCostPerRequest, " + maximum.toPlainString() + ". The price is that of "
                        + cost.row() + "." + NOT_SENT
                        + "Ask for a video that costs less, or increase maxCostPerRequest.",
                asked,
                maximum);
    }
}
