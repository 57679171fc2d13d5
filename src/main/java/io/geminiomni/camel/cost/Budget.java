package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * An amount that may be spent in a period.
 *
 * @param limit the amount, in the unit of the price list: 0 to 1,000,000,000, with at most 6 decimals
 * @param period in which it may be spent
 */
public record Budget(BigDecimal limit, Period period) {
    /**
     * Reads a budget: {@code 50/1d} in the last day, in the time words of Camel; {@code 20/day} or {@code 200/month} on a day or in
     * a month of the calendar, in UTC or in a zone as in {@code 200/month@Europe/Berlin}. A sliding period is 1 second to 3650
     * days long.
     *
     * @throws IllegalArgumentException if the text is no budget; the message says what is allowed
     */
    public static Budget parse(String text) {
        return BudgetText.parse(text);
    }

    /** The text that {@link #parse} reads, in its shortest form. */
    @Override
    public String toString() {
        return limit.toPlainString() + "/" + period;
    }

    /** A period that contains the present time. */
    public sealed interface Period {
        /** When the period began that contains this time. */
        Instant since(Instant now);

        /** When an amount that was spent at this time no longer counts. */
        Instant freed(Instant spentAt);
    }

    /** The time up to now, such as the last 24 hours. */
    public record Sliding(Duration length) implements Period {
        @Override
        public Instant since(Instant now) {
            return now.minus(length);
        }

        @Override
        public Instant freed(Instant spentAt) {
            return spentAt.plus(length);
        }

        /** In time words, such as {@code 1d} or {@code 1h30m}. */
        @Override
        public String toString() {
            return BudgetText.timeWords(length);
        }
    }

    /** A day or month of the calendar. */
    public record Calendar(ChronoUnit unit, ZoneId zone) implements Period {
        @Override
        public Instant since(Instant now) {
            return begin(first(now));
        }

        @Override
        public Instant freed(Instant spentAt) {
            return begin(first(spentAt).plus(1, unit));
        }

        /** Such as {@code day} or {@code month@Europe/Berlin}. */
        @Override
        public String toString() {
            return BudgetText.calendarWords(this);
        }

        private LocalDate first(Instant time) {
            LocalDate day = time.atZone(zone).toLocalDate();
            return unit == ChronoUnit.MONTHS ? day.withDayOfMonth(1) : day;
        }

        /** Not always midnight, where the clocks go forward then. */
        private Instant begin(LocalDate day) {
            return day.atStartOfDay(zone).toInstant();
        }
    }
}
