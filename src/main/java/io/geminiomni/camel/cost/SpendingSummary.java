package io.geminiomni.camel.cost;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a channel spent in a period and on its last day.
 *
 * @param unit of the amounts
 * @param today the cost of what the gateway accepted on that day
 * @param total the cost of what the gateway accepted in the period
 * @param reserved the cost of what it may have accepted in the period: the outcome is not known
 * @param attempts the number of attempts that are booked with these amounts
 * @param unpriced the number of them whose price was unknown
 */
public record SpendingSummary(
        String channel,
        String unit,
        BigDecimal today,
        BigDecimal total,
        BigDecimal reserved,
        long attempts,
        long unpriced) {

    private record Name(String channel, String unit) {}

    /**
     * One for each channel and unit, sorted.
     *
     * @param spent in the period
     * @param today the last day, in UTC
     */
    public static List<SpendingSummary> of(List<Spending> spent, LocalDate today) {
        Map<Name, SpendingSummary> summaries =
                new TreeMap<>(Comparator.comparing(Name::channel).thenComparing(Name::unit));
        for (Spending each : spent) {
            summaries.merge(
                    new Name(each.channel(), each.unit()),
                    new SpendingSummary(
                            each.channel(),
                            each.unit(),
                            each.day().equals(today) ? each.spent() : BigDecimal.ZERO,
                            each.spent(),
                            each.reserved(),
                            each.attempts(),
                            each.unpriced()),
                    SpendingSummary::plus);
        }
        return List.copyOf(summaries.values());
    }

    private SpendingSummary plus(SpendingSummary other) {
        return new SpendingSummary(
                channel,
                unit,
                Booked.plain(today.add(other.today)),
                Booked.plain(total.add(other.total)),
                Booked.plain(reserved.add(other.reserved)),
                attempts + other.attempts,
                unpriced + other.unpriced);
    }
}
