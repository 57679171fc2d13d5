package io.geminiomni.camel.observe;

import org.jspecify.annotations.Nullable;

/**
 * A task is about to enter a route.
 *
 * @param attempt how often it has been emitted, including this time
 * @param traceparent the trace context of the exchange that submitted the task, or {@code null}
 * @param tracestate its state, or {@code null}
 */
public record EmissionEvent(
        String channel,
        String model,
        int attempt,
        @Nullable String traceparent,
        @Nullable String tracestate) {}
