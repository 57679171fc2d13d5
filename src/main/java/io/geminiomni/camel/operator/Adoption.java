package io.geminiomni.camel.operator;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.task.VideoTask;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task that an operator adopts.
 *
 * @param isNew whether the channel did not have the task
 * @param booked what it is booked with now; {@code null} if this booked nothing
 */
public record Adoption(
        VideoTask task, boolean isNew, @Nullable Charge booked) {
    /** What was booked, as a sentence for the operator. */
    public String booking() {
        if (booked == null) {
            return isNew
                    ? "Not booked: no amount was given, and nothing is booked in this store, as without a price list."
                    : "The channel has this task already: nothing was adopted or booked.";
        }
        String under = " under the budget key '" + Printable.text(booked.budgetKey(), Charge.LONGEST_BUDGET_KEY) + "'";
        BigDecimal amount = booked.cost().amount();
        return amount == null
                ? "Booked without a price, in " + booked.cost().unit() + under
                        + ", as no amount was given. Adopt the task again with an amount and a unit to book its price."
                : "Booked with " + amount.toPlainString() + " " + booked.cost().unit() + under + ".";
    }
}
