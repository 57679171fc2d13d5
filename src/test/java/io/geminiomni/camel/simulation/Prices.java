package io.geminiomni.camel.simulation;

import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.simulation.checker.Checker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of a history cost, as determined by its seed. In some histories there is a budget. It has a generator of its own,
 * so that the plan of a seed does not depend on it.
 *
 * @param budget of each budget key; {@code null} for any amount
 * @param refunds whether the gateway gives back what a failed task cost
 */
record Prices(@Nullable Budget budget, boolean refunds) {
    private static final BigDecimal PRICE = new BigDecimal("0.3");
    private static final double BUDGET_SHARE = 0.25;

    static Prices of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + 7);
        boolean refunds = random.nextBoolean();
        boolean isLimited = random.nextDouble() < BUDGET_SHARE;
        BigDecimal limit =
                PRICE.multiply(BigDecimal.valueOf(1 + random.nextInt(4))).add(new BigDecimal("0.1"));
        Duration period = Duration.ofSeconds(30 + random.nextInt(150));
        return new Prices(isLimited ? new Budget(limit, new Budget.Sliding(period)) : null, refunds);
    }

    /** What the budget promises; {@code null} if there is none. */
    Checker.@Nullable Limit limit() {
        return budget != null && budget.period() instanceof Budget.Sliding sliding
                ? new Checker.Limit(budget.limit(), sliding.length(), refunds)
                : null;
    }

    /** The keys share two budget keys. */
    Charge charge(String key) {
        String budgetKey = key.hashCode() % 2 == 0 ? "even" : "odd";
        return new Charge(new CostEstimate(PRICE, "EUR", "row 1"), budgetKey, budget, refunds);
    }
}
