package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.PriceList;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.task.TaskStoreException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns if a budget does not count what was booked in its period, as the unit of the price list was changed. */
final class OtherUnits {
    private static final Logger LOG = LoggerFactory.getLogger(OtherUnits.class);

    private static final int NAMED = 10;

    private OtherUnits() {}

    private record Account(String budgetKey, String unit) {}

    /** Once for each budget of a channel. It reads what was spent in the present period of the budget. */
    static void warn(Channel channel, CostOptions options) {
        PriceList prices = options.prices();
        Budget budget = options.budget();
        if (prices == null
                || budget == null
                || !channel.isFirst(
                        List.of(channel.name(), budget, prices.unit(), String.valueOf(options.budgetKey())))) {
            return;
        }
        SpendingQuery all = new SpendingPeriod(
                        Booked.countedFrom(budget.period(), channel.clock().instant()), SpendingPeriod.LAST)
                .query(channel.name());
        SpendingQuery counted =
                options.budgetKey() == null ? new SpendingQuery(null, channel.name(), null, all.from(), all.to()) : all;
        Map<Account, BigDecimal> others =
                new TreeMap<>(Comparator.comparing(Account::budgetKey).thenComparing(Account::unit));
        try {
            for (Spending each : channel.store().spent(counted)) {
                BigDecimal amount = each.spent().add(each.reserved());
                if (!each.unit().equals(prices.unit()) && amount.signum() > 0) {
                    others.merge(new Account(each.budgetKey(), each.unit()), amount, BigDecimal::add);
                }
            }
        } catch (TaskStoreException e) {
            LOG.warn(
                    "Channel {}: it could not be read whether something is booked in another unit than {}, that of the price"
                            + " list, which the budget {} does not count: {}",
                    channel.name(),
                    prices.unit(),
                    budget,
                    e.getMessage());
        }
        if (!others.isEmpty()) {
            String before = String.join(
                    " or ", others.keySet().stream().map(Account::unit).collect(Collectors.toCollection(TreeSet::new)));
            LOG.warn(
                    "Channel {}: the price list is in {}, but in the present period of the budget {} there is booked {}. Amounts"
                            + " in another unit do not count, so the budget begins anew: its whole amount may be spent besides."
                            + " If the unit of the price list was not to be changed, stop the program and set it to {} again."
                            + " Otherwise lower the budget by what is booked, until its period is over.",
                    channel.name(),
                    prices.unit(),
                    budget,
                    named(others),
                    before);
        }
    }

    private static String named(Map<Account, BigDecimal> amounts) {
        String named = amounts.entrySet().stream()
                .limit(NAMED)
                .map(entry -> Booked.plain(entry.getValue()).toPlainString() + " "
                        + entry.getKey().unit() + " under the budget key '"
                        + entry.getKey().budgetKey() + "'")
                .collect(Collectors.joining(", "));
        return amounts.size() <= NAMED ? named : named + ", and more under " + (amounts.size() - NAMED) + " others";
    }
}
