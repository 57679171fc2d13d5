package io.geminiomni.camel.cost;

import java.io.Serial;

/**
 * A request was not sent because of what it costs, or because its price is not known. Nothing was sent and nothing was paid; its key
 * is free.
 */
public abstract class CostLimitException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param message says what was found, what is allowed, and what to do */
    protected CostLimitException(String message) {
        super(message);
    }
}
