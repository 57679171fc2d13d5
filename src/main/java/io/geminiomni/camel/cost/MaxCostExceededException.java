package io.geminiomni.camel.cost;

import java.math.BigDecimal;

/** A request costs more than {@code maxCostPerRequest}. Nothing was sent and nothing was paid. */
public final class MaxCostExceededException extends CostLimitException {
    private static final long serialVersionUID = 1L;

    private final BigDecimal asked;
    private final BigDecimal maximum;

    /**
     * @param message has both amounts, and says what to do
     * @param asked what the request costs
     * @param maximum what a request may cost
     */
    public MaxCostExceededException(String message, BigDecimal asked, BigDecimal maximum) {
        super(message);
        this.asked = asked;
        this.maximum = maximum;
    }

    /** What the request costs. */
    public BigDecimal asked() {
        return asked;
    }

    /** What a request may cost. */
    public BigDecimal maximum() {
        return maximum;
    }
}
