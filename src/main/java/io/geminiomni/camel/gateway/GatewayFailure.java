package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a failed call.
 *
 * @param message         what happened, to which task, whether money may have been spent, and what to do next; without
 *                        the API key, signed URLs and prompts
 * @param code            of the gateway's envelope; null without an envelope
 * @param httpStatus      0 without an answer
 * @param moneyMayBeSpent whether the gateway may have charged for the call
 * @param retryAfter      how long the gateway asks to wait, within bounds
 */
public record GatewayFailure(
        String message,
        @Nullable String code,
        int httpStatus,
        boolean moneyMayBeSpent,
        @Nullable Duration retryAfter,
        @Nullable Throwable cause) {

    public GatewayFailure {
        Objects.requireNonNull(message, "message");
    }

    /** A call of which nothing was sent, so that nothing can have been charged. */
    public static GatewayFailure notSent(String message) {
        return new GatewayFailure(message, null, 0, false, null, null);
    }
}
