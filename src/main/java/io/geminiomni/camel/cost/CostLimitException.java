package io.geminiomni.camel.cost;

/**
 * A request was not sent because of what it costs, or because its price is not known. Nothing was sent and nothing was paid; its key
 * is free.
 */
public abstract class CostLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message says what was found, what is allowed, and what to do */
    protected CostLimitException(String message) {
        super(message);
    }
}
