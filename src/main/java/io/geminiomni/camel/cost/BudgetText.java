package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** The text of a {@link Budget}. */
final class BudgetText {
    private static final String ALLOWED =
            " It must be an amount and a period, such as 50/1d for the last day, 20/day or 200/month"
                    + " for the calendar in UTC, or 200/month@Europe/Berlin for that of a time zone.";
    private static final Pattern TEXT = Pattern.compile("([^/]{1,40})/([^/@]{1,40})(?:@(.{1,80}))?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6}d)?(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,9}s)?");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private BudgetText() {}

    static Budget parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw invalid(text, "has no amount and period.", null);
        }
        BigDecimal limit = Amounts.of(parts.group(1))
                .orElseThrow(() -> invalid(
                        text,
                        "has the amount '" + parts.group(1) + "', but it must be " + Amounts.ALLOWED + ".",
                        null));
        return new Budget(limit, period(text, parts.group(2).strip(), parts.group(3)));
    }

    private static Budget.Period period(String text, String words, @Nullable String zone) {
        Optional<ChronoUnit> unit = switch (words) {
            case "day" -> Optional.of(ChronoUnit.DAYS);
            case "month" -> Optional.of(ChronoUnit.MONTHS);
            default -> Optional.empty();
        };
        if (unit.isPresent()) {
            return new Budget.Calendar(unit.get(), zone == null ? ZoneOffset.UTC : zone(text, zone.strip()));
        }
        if (zone != null) {
            throw invalid(
                    text, "has a time zone for the period '" + words + "', but only day and month have one.", null);
        }
        return new Budget.Sliding(length(text, words));
    }

    private static ZoneId zone(String text, String name) {
        try {
            ZoneId zone = ZoneId.of(name);
            return zone.normalized().equals(ZoneOffset.UTC) ? ZoneOffset.UTC : zone;
        } catch (DateTimeException e) {
            throw invalid(text, "has the time zone '" + name + "', which is not known.", e);
        }
    }

    private static Duration length(String text, String words) {
        String time = words.replace(" ", "");
        if (!TIME.matcher(time).matches() || time.isEmpty()) {
            throw invalid(
                    text,
                    "has the period '" + words
                            + "', but it must be day, month, or a time with units, such as 1d, 12h or 1h30m.",
                    null);
        }
        Duration length = Duration.ofMillis(TimeUtils.toMilliSeconds(time));
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw invalid(
                    text,
                    "has a period of " + words + ", but it must be " + timeWords(SHORTEST) + " to " + timeWords(LONGEST)
                            + ".",
                    null);
        }
        return length;
    }

    static String timeWords(Duration length) {
        return words(length.toDays(), "d")
                + words(length.toHoursPart(), "h")
                + words(length.toMinutesPart(), "m")
                + words(length.toSecondsPart(), "s");
    }

    private static String words(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }

    static String calendarWords(Budget.Calendar period) {
        String unit = period.unit() == ChronoUnit.MONTHS ? "month" : "day";
        return period.zone().equals(ZoneOffset.UTC) ? unit : unit + "@" + period.zone();
    }

    private static IllegalArgumentException invalid(String text, String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("The budget '" + text + "' " + why + ALLOWED, cause);
    }
}
