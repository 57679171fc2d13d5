package io.geminiomni.camel.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failed call to the gateway. The subclass is the kind of the failure. */
public class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String code;
    private final int httpStatus;
    private final boolean moneyMayBeSpent;
    private final @Nullable Duration retryAfter;

    public GatewayException(GatewayFailure failure) {
        super(failure.message(), failure.cause());
        this.code = failure.code();
        this.httpStatus = failure.httpStatus();
        this.moneyMayBeSpent = failure.moneyMayBeSpent();
        this.retryAfter = failure.retryAfter();
    }

    /** The code of the gateway's envelope; null without an envelope. */
    public @Nullable String code() {
        return code;
    }

    /** The HTTP status of the answer; 0 without an answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the gateway may have charged for the call. */
    public boolean moneyMayBeSpent() {
        return moneyMayBeSpent;
    }

    /** How long the gateway asks to wait; null if it does not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
