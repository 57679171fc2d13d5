package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Amounts;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.request.BilledValues;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator knows of the cost of a task that is adopted. The store has neither its request nor its price.
 *
 * @param amount what the task cost; {@code null} if it is not known
 * @param unit of the amount, and of the prices that attempts are booked with; {@code null} for the unit that was booked last
 * @param budgetKey who spent it; {@code null} for the channel
 * @param model of the task; {@code null} if it is not known
 * @param refundedIfFailed whether the gateway gives the amount back if the task fails
 */
public record AdoptedCost(
        @Nullable BigDecimal amount,
        @Nullable String unit,
        @Nullable String budgetKey,
        @Nullable String model,
        boolean refundedIfFailed) {
    public static final AdoptedCost NOT_KNOWN = new AdoptedCost(null, null, null, null, false);

    /** The model of a task whose model is not known. */
    static final String UNKNOWN_MODEL = "unknown";

    /** The row of the price list of a task whose amount an operator has given. */
    private static final String PRICE_ROW = "given by an operator";

    private static final int LONGEST_MODEL = 100;
    private static final int SHOWN = 60;
    private static final String NOTHING_CHANGED = ". Nothing was adopted or booked";

    /**
     * Reads what an operator has given, of which each text may be {@code null} or blank for nothing.
     *
     * @throws IllegalArgumentException if an amount has no unit or a unit no amount, or if a text is not what it must be
     */
    public static AdoptedCost of(
            @Nullable String amount, @Nullable String unit, @Nullable String budgetKey, @Nullable String model) {
        String givenAmount = given(amount);
        String givenUnit = given(unit);
        if ((givenAmount == null) != (givenUnit == null)) {
            throw new IllegalArgumentException((givenAmount == null
                            ? "The unit is " + shown(givenUnit) + ", but there is no amount"
                            : "The amount is " + shown(givenAmount) + ", but there is no unit")
                    + ": give both, such as 0.30 and USD, or none, to book the task without a price" + NOTHING_CHANGED);
        }
        return new AdoptedCost(
                givenAmount == null ? null : amount(givenAmount),
                givenUnit == null ? null : unit(givenUnit),
                budgetKey(given(budgetKey)),
                model(given(model)),
                false);
    }

    /**
     * For a program with a price list: the unit of a task without an amount is that of the list.
     *
     * @throws IllegalArgumentException if an amount is in another unit
     */
    public AdoptedCost by(PriceList prices, boolean refundsFailures) {
        if (unit != null && !unit.equals(prices.unit())) {
            throw new IllegalArgumentException("The unit is " + shown(unit) + ", but the price list has "
                    + shown(prices.unit())
                    + ", and amounts in another unit do not count in its budgets: give the amount in the unit of the price"
                    + " list" + NOTHING_CHANGED);
        }
        return new AdoptedCost(amount, prices.unit(), budgetKey, model, refundsFailures);
    }

    Charge charge(String channel, String bookedUnit) {
        return new Charge(
                new CostEstimate(
                        amount, Objects.requireNonNullElse(unit, bookedUnit), amount == null ? null : PRICE_ROW),
                Objects.requireNonNullElse(budgetKey, channel),
                null,
                refundedIfFailed,
                Objects.requireNonNullElse(model, UNKNOWN_MODEL));
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static BigDecimal amount(String text) {
        try {
            return Amounts.checked("The amount", text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The amount is " + shown(text) + ", but must be " + Amounts.ALLOWED + NOTHING_CHANGED, e);
        }
    }

    private static String unit(String text) {
        return PriceList.unitOf(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The unit is " + shown(text) + ", but must be " + PriceList.ALLOWED_UNIT + NOTHING_CHANGED));
    }

    /** As for a request, so that the task counts in the budget of its requests. */
    private static @Nullable String budgetKey(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return new Charge(new CostEstimate(null, "", null), Charge.budgetKey(text), null, false).budgetKey();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The budget key is " + shown(text) + ", but must be 1 to " + Charge.LONGEST_BUDGET_KEY
                            + " characters, without control characters and characters that are not seen"
                            + NOTHING_CHANGED,
                    e);
        }
    }

    private static @Nullable String model(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST_MODEL
                || !Printable.text(text, LONGEST_MODEL).equals(text)) {
            throw new IllegalArgumentException(
                    "The model is " + shown(text) + ", but must be the name of a model, of 1 to " + LONGEST_MODEL
                            + " characters, such as " + VideoRequest.DEFAULT_MODEL + NOTHING_CHANGED);
        }
        return BilledValues.of(VideoRequest.builder().model(text).build()).model();
    }

    private static String shown(@Nullable String text) {
        return "'" + Printable.text(String.valueOf(text), SHOWN) + "'";
    }
}
