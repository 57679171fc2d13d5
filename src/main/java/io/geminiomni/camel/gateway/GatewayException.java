package io.geminiomni.camel.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call to the gateway that did not succeed. The subclass says what kind of failure it was. */
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

    /** The code of the gateway's envelope, or null when there was no envelope. */
    public @Nullable String code() {
        return code;
    }

    /** The HTTP status of the answer, or 0 when there was no answer. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the gateway may have charged for the call that failed. */
    public boolean moneyMayBeSpent() {
        return moneyMayBeSpent;
    }

    /** How long the gateway asked us to wait, or null when it did not say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
