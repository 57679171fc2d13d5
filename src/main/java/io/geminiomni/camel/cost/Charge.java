package io.geminiomni.camel.cost;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt to submit a request is booked with. It is booked in the transaction that records the intent.
 *
 * @param cost by the price list of the day
 * @param budgetKey who spends it; 1 to 255 characters, not blank, no control characters
 * @param budget what may be spent under the budget key; {@code null} for any amount
 * @param refundedIfFailed whether the gateway gives the amount back if the task fails
 * @param model that is booked; {@code null} for the model of the request
 */
public record Charge(
        CostEstimate cost,
        String budgetKey,
        @Nullable Budget budget,
        boolean refundedIfFailed,
        @Nullable String model) {
    /** How long the ledger keeps what an attempt cost. */
    public static final Duration KEPT = Duration.ofDays(400);

    private static final Pattern SPACE_AROUND = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");

    /** The most characters that a budget key may have. */
    public static final int LONGEST_BUDGET_KEY = 255;

    /** @throws IllegalArgumentException if the budget key is blank, too long, or has control characters or half a character */
    public Charge {
        boolean unfit = budgetKey
                .codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (unfit || budgetKey.isBlank() || budgetKey.length() > LONGEST_BUDGET_KEY) {
            throw new IllegalArgumentException("A budget key has " + budgetKey.length()
                    + " characters, but must have 1 to " + LONGEST_BUDGET_KEY
                    + ", not only white space, no control characters. Nothing was sent.");
        }
    }

    /** Books the model of the request. */
    public Charge(CostEstimate cost, String budgetKey, @Nullable Budget budget, boolean refundedIfFailed) {
        this(cost, budgetKey, budget, refundedIfFailed, null);
    }

    /**
     * The budget key of a text. Two texts that look the same are one budget key: otherwise each of them would have a whole budget.
     *
     * @throws IllegalArgumentException if the text has characters that are not seen
     */
    public static String budgetKey(String text) {
        String key = SPACE_AROUND
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll("");
        if (key.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT)) {
            throw new IllegalArgumentException("A budget key has characters that are not seen. Nothing was sent.");
        }
        return key;
    }

    /** The longest time for which an attempt counts in its budget; {@code null} if it is not longer than the ledger keeps each attempt. */
    public @Nullable Duration longerThanKept() {
        return budget != null
                        && budget.period() instanceof Budget.Sliding sliding
                        && sliding.length().compareTo(KEPT) > 0
                ? sliding.length()
                : null;
    }

    /**
     * Until when the ledger keeps what an attempt cost: 400 days, or as long as it counts in its budget.
     *
     * @param bookedAt the store's time of the intent
     */
    public Instant keptUntil(Instant bookedAt) {
        return bookedAt.plus(Objects.requireNonNullElse(longerThanKept(), KEPT));
    }
}
