package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request costs more than its budget has left. Nothing was sent and nothing was paid. */
public class BudgetExceededException extends CostLimitException {
    private static final long serialVersionUID = 1L;

    private final String budgetKey;
    private final BigDecimal budget;
    private final BigDecimal spent;
    private final BigDecimal reserved;
    private final BigDecimal asked;
    private final @Nullable Instant roomAt;

    /** @param message says what was asked, what is left, and when to try again */
    public BudgetExceededException(
            String message,
            String budgetKey,
            BigDecimal budget,
            BigDecimal spent,
            BigDecimal reserved,
            BigDecimal asked,
            @Nullable Instant roomAt) {
        super(message);
        this.budgetKey = budgetKey;
        this.budget = budget;
        this.spent = spent;
        this.reserved = reserved;
        this.asked = asked;
        this.roomAt = roomAt;
    }

    /** Whose budget it is. */
    public String budgetKey() {
        return budgetKey;
    }

    /** What may be spent in the period. */
    public BigDecimal budget() {
        return budget;
    }

    /** What the tasks of the period cost that the gateway accepted. */
    public BigDecimal spent() {
        return spent;
    }

    /** What the requests of the period cost whose outcome is not known yet. */
    public BigDecimal reserved() {
        return reserved;
    }

    /** What the request costs. */
    public BigDecimal asked() {
        return asked;
    }

    /** When there is room for the request if nothing else is spent, or {@code null} if it costs more than the whole budget. */
    public @Nullable Instant roomAt() {
        return roomAt;
    }
}
