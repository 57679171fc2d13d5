package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * An amount that may be spent in a period.
 *
 * @param limit the amount, in the unit of the price list
 * @param period in which it may be spent
 */
public record Budget(BigDecimal limit, Period period) {

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
    }

    /** A day or month of the calendar. */
    public record Calendar(ChronoUnit unit, ZoneId zone) implements Period {
        @Override
        public Instant since(Instant now) {
            return start(now).toInstant();
        }

        @Override
        public Instant freed(Instant spentAt) {
            return start(spentAt).plus(1, unit).toInstant();
        }

        private ZonedDateTime start(Instant time) {
            ZonedDateTime day = time.atZone(zone).toLocalDate().atStartOfDay(zone);
            return unit == ChronoUnit.MONTHS
                    ? day.withDayOfMonth(1).toLocalDate().atStartOfDay(zone)
                    : day;
        }
    }
}
