package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of money: 0 to {@value #MAX}, with at most {@value #DECIMALS} decimals. They fit {@code DECIMAL(18,6)} with room for a
 * price per second times the seconds of a video.
 */
public final class Amounts {
    static final long MAX = 1_000_000_000;
    static final int DECIMALS = 6;
    /** What an amount may be. */
    public static final String ALLOWED = "a number from 0 to " + MAX + " with at most " + DECIMALS + " decimals";

    private static final int LONGEST = 40;
    private static final BigDecimal LARGEST = BigDecimal.valueOf(MAX);

    private Amounts() {}

    /**
     * The amount of a number or of text.
     *
     * @param name of the value, for the message
     * @throws IllegalArgumentException if the value is no amount
     */
    public static BigDecimal checked(String name, Object value) {
        return of(value)
                .orElseThrow(() -> new IllegalArgumentException(name + " is " + value + ", but must be " + ALLOWED));
    }

    /** The number of a number or of text; empty if the value is no amount. */
    static Optional<BigDecimal> of(@Nullable Object value) {
        Optional<BigDecimal> number = number(value);
        return number.filter(Amounts::isAmount).map(Amounts::plain);
    }

    private static Optional<BigDecimal> number(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return Optional.of(decimal);
        }
        if (!(value instanceof String || value instanceof Number)) {
            return Optional.empty();
        }
        String text = value.toString().strip();
        try {
            return text.length() > LONGEST ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isAmount(BigDecimal number) {
        return number.signum() >= 0
                && number.compareTo(LARGEST) <= 0
                && number.stripTrailingZeros().scale() <= DECIMALS;
    }

    /** With at most six decimals and no exponent. */
    private static BigDecimal plain(BigDecimal amount) {
        return amount.setScale(Math.min(Math.max(amount.scale(), 0), DECIMALS));
    }
}
