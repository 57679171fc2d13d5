package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call that did not succeed.
 *
 * @param message         what happened, to which task, whether money may have been spent, and what to do next; free of
 *                        the API key, of signed URLs and of prompts
 * @param code            of the gateway's envelope, when there was one
 * @param httpStatus      0 when there was no answer
 * @param moneyMayBeSpent whether the gateway may have charged for this call
 * @param retryAfter      what the gateway asked us to wait, within bounds
 * @param cause           the I/O error, when that was it
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
}
