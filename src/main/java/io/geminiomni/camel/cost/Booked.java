package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is booked under a budget key in the period of a budget.
 *
 * @param spent the cost of what the gateway accepted
 * @param reserved the cost of what it may have accepted: the outcome is not known
 */
public record Booked(BigDecimal spent, BigDecimal reserved) {
    /** The most zeros that are written out. */
    private static final int LONGEST = 100;

    public static final Booked NOTHING = new Booked(BigDecimal.ZERO, BigDecimal.ZERO);

    public Booked {
        spent = plain(spent);
        reserved = plain(reserved);
    }

    /**
     * The cost of the attempts of one moment.
     *
     * @param at the store's time of the intents
     */
    public record Moment(Instant at, BigDecimal amount) {}

    public Booked plusSpent(BigDecimal amount) {
        return new Booked(spent.add(amount), reserved);
    }

    public Booked plusReserved(BigDecimal amount) {
        return new Booked(spent, reserved.add(amount));
    }

    /** An amount without exponent and without zeros at its end, so that equal amounts are equal. */
    public static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() > -LONGEST ? stripped.setScale(0) : stripped;
    }

    public BigDecimal total() {
        return spent.add(reserved);
    }

    /** Whether a budget has room for an amount beside this. */
    public boolean leavesRoomFor(BigDecimal amount, Budget budget) {
        return total().add(amount).compareTo(budget.limit()) <= 0;
    }

    /** The first time, in microseconds, whose amounts count now. An amount no longer counts when it is freed. */
    public static Instant countedFrom(Budget.Period period, Instant now) {
        Instant since = period.since(now);
        Instant first = since.truncatedTo(ChronoUnit.MICROS);
        return first.isBefore(since) || !period.freed(first).isAfter(now) ? first.plus(1, ChronoUnit.MICROS) : first;
    }

    /**
     * When a budget has room for an amount, if nothing else is booked.
     *
     * @param moments the parts of {@link #total}, the earliest first; it is read until enough of them are freed
     * @return {@code null} if the amount exceeds the whole budget
     */
    public @Nullable Instant roomAt(BigDecimal amount, Budget budget, Iterable<Moment> moments) {
        BigDecimal needed = total().add(amount).subtract(budget.limit());
        if (amount.compareTo(budget.limit()) > 0) {
            return null;
        }
        for (Moment moment : moments) {
            needed = needed.subtract(moment.amount());
            if (needed.signum() <= 0) {
                return budget.period().freed(moment.at());
            }
        }
        return null;
    }
}
