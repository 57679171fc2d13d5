package io.geminiomni.camel.cost;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The period of a report of what was spent.
 *
 * @param from the first time of an intent
 * @param to the time before which the intents were recorded
 */
public record SpendingPeriod(Instant from, Instant to) {
    /** The text of the period of a report that names none. */
    public static final String DEFAULT = "30d";

    /** What the text of a period may be. */
    public static final String ALLOWED = "today, month (both in UTC), or a time up to now, such as 30d, 12h or 90m";

    /** What the first or last time of a period may be. */
    public static final String ALLOWED_TIME =
            "a day, such as 2026-03-01 (in UTC), or a time, such as 2026-03-01T12:00:00Z";

    /** The end of a period up to now: the clock of the store may be ahead. */
    public static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,5})([dhm])");
    private static final int SHOWN = 60;

    /** @throws IllegalArgumentException if the period does not begin before its end */
    public SpendingPeriod {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "The period is from " + from + " to " + to + ", but must begin before its end");
        }
    }

    /**
     * Reads the text of a period.
     *
     * @throws IllegalArgumentException if it is none; the message says what is allowed
     */
    public static SpendingPeriod of(String text, Instant now) {
        String words = text.strip();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (words.equals("today")) {
            return new SpendingPeriod(begin(today), LAST);
        }
        if (words.equals("month")) {
            return new SpendingPeriod(begin(today.withDayOfMonth(1)), LAST);
        }
        Matcher time = TIME.matcher(words);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration length = switch (time.group(2)) {
                case "d" -> Duration.ofDays(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofMinutes(number);
            };
            Instant from = now.minus(length);
            return new SpendingPeriod(from.isBefore(FIRST) ? FIRST : from, LAST);
        }
        throw new IllegalArgumentException(
                "The period is '" + shortened(words) + "', but must be " + ALLOWED + ". Nothing was read");
    }

    /**
     * The period between two times.
     *
     * @param from as text, or {@code null} for the first time of all
     * @param to as text, or {@code null} for a period up to now
     * @throws IllegalArgumentException if a text is no time, or the period does not begin before its end
     */
    public static SpendingPeriod between(@Nullable String from, @Nullable String to) {
        return new SpendingPeriod(from == null ? FIRST : time("from", from), to == null ? LAST : time("to", to));
    }

    private static Instant time(String name, String text) {
        String words = text.strip();
        @Nullable DateTimeException cause = null;
        try {
            Instant time = words.length() == 10
                    ? begin(LocalDate.parse(words))
                    : OffsetDateTime.parse(words).toInstant();
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            cause = e;
        }
        throw new IllegalArgumentException(
                "The '" + name + "' of the period is '" + shortened(words) + "', but must be " + ALLOWED_TIME
                        + ". Nothing was read",
                cause);
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static String shortened(String text) {
        return (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…").replaceAll("\\p{Cntrl}", "?");
    }

    public SpendingQuery query(@Nullable String channel) {
        return new SpendingQuery(channel, null, null, from, to);
    }
}
