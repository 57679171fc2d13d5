package io.geminiomni.camel.cost;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt to submit a request is booked with. It is booked in the transaction that records the intent.
 *
 * @param cost by the price list of the day
 * @param budgetKey who spends it; 1 to 255 characters
 * @param budget what may be spent under the budget key; {@code null} for any amount
 * @param refundedIfFailed whether the gateway gives the amount back if the task fails
 */
public record Charge(
        CostEstimate cost, String budgetKey, @Nullable Budget budget, boolean refundedIfFailed) {}
