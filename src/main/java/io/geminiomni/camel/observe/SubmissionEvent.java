package io.geminiomni.camel.observe;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a submission.
 *
 * @param duration of the call to the gateway; zero if nothing was sent
 * @param cost of the request; {@code null} if its price is unknown, or there is no price list
 * @param unit of the cost; {@code null} without a price list
 */
public record SubmissionEvent(
        String channel,
        String model,
        Outcome outcome,
        Duration duration,
        @Nullable BigDecimal cost,
        @Nullable String unit) {
    /** How a submission ended. */
    public enum Outcome {
        /** The gateway accepted the request. */
        ACCEPTED,
        /** The gateway did not take the request, and nothing was paid. */
        NOT_ACCEPTED,
        /** The gateway rejected the request, and nothing was paid. */
        REJECTED,
        /** It is not known whether the gateway accepted the request. */
        UNKNOWN,
        /** Nothing was sent, as the request had to wait for too long, or the store failed, or the component stopped. */
        NOT_SENT,
        /** Nothing was sent, as the budget has no room for the request. */
        OVER_BUDGET,
        /** Nothing was sent, as the key has a task. */
        DUPLICATE
    }
}
