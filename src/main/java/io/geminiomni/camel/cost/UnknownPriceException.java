package io.geminiomni.camel.cost;

/** No row of the price list fits a request whose cost is limited. Nothing was sent and nothing was paid. */
public final class UnknownPriceException extends CostLimitException {
    private static final long serialVersionUID = 1L;

    /** @param message has the values of the request that its price depends on, and says what to do */
    public UnknownPriceException(String message) {
        super(message);
    }
}
