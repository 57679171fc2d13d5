package io.geminiomni.camel.cost;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of what was spent.
 *
 * @param channel only of this channel, or {@code null} for all
 * @param budgetKey only under this budget key, or {@code null} for all
 * @param model only of this model, or {@code null} for all
 * @param from the first time of an intent
 * @param to the time before which the intents were recorded
 */
public record SpendingQuery(
        @Nullable String channel,
        @Nullable String budgetKey,
        @Nullable String model,
        Instant from,
        Instant to) {}
