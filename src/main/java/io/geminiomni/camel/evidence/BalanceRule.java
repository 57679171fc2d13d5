package io.geminiomni.camel.evidence;

import io.geminiomni.camel.cost.Evidence.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells from two readings of the balance whether a request was charged. It looks for all explanations of what was spent in between:
 * each consists of what other requests may have cost or given back, and of the price of the request in question, or of nothing for
 * it.
 *
 * <ol>
 *   <li>If all explanations contain the price of the request: <i>charged</i>.
 *   <li>If none contains it, the request cannot be charged later, and its own refund cannot hide a charge: <i>not charged</i>.
 *   <li>In each other case: <i>cannot tell</i>, with the reason.
 * </ol>
 */
final class BalanceRule {
    /** With more sums than that, nobody can tell. */
    private static final int MOST_SUMS = 100_000;

    private BalanceRule() {}

    /** @param reason why nobody can tell; null with another verdict */
    record Finding(Verdict verdict, @Nullable String reason) {
        static Finding cannotTell(String reason) {
            return new Finding(Verdict.CANNOT_TELL, reason);
        }
    }

    /**
     * The request in question.
     *
     * @param price null if it is not known
     * @param mayBeChargedLater whether the second reading is too early for a late charge
     * @param mayBeRefunded whether a failed task of it may have been refunded before the second reading
     */
    record Asked(@Nullable BigDecimal price, boolean mayBeChargedLater, boolean mayBeRefunded) {}

    /** @param others all that may have moved the balance between the readings, without the request in question */
    static Finding judge(BalanceReading before, BalanceReading after, Asked asked, List<Movement> others) {
        BigDecimal price = asked.price();
        if (price == null) {
            return Finding.cannotTell("the price of the request is not known");
        }
        if (price.signum() <= 0) {
            return Finding.cannotTell("the request costs nothing");
        }
        BigDecimal spent = after.account().subtract(before.account());
        BigDecimal byKey = after.key().subtract(before.key());
        boolean isKeyCounted = after.isKeyCounted() || byKey.signum() != 0;
        if (isKeyCounted && byKey.compareTo(spent) != 0) {
            return Finding.cannotTell("the API key has not spent what the account has");
        }
        if (others.stream().anyMatch(each -> each.amount() == null && each.kind() != Movement.Kind.MAYBE_REFUNDED)) {
            return Finding.cannotTell("the price of another request is not known");
        }
        return explained(spent, price, asked, others);
    }

    private static Finding explained(BigDecimal spent, BigDecimal price, Asked asked, List<Movement> others) {
        Sums sums = Sums.of(others);
        if (sums == null) {
            return Finding.cannotTell("too many other requests may have moved the balance");
        }
        boolean mayBeCharged = sums.has(spent.subtract(price));
        boolean mayBeFree = sums.has(spent);
        if (mayBeCharged && mayBeFree) {
            return Finding.cannotTell(doubt(spent, price, others));
        } else if (mayBeCharged) {
            return sums.isExact(spent.subtract(price))
                    ? new Finding(Verdict.CHARGED, null)
                    : Finding.cannotTell("the amount of a possible refund is not known");
        } else if (!mayBeFree) {
            return Finding.cannotTell("the known prices do not give this amount");
        } else if (asked.mayBeChargedLater()) {
            return Finding.cannotTell("it may be charged later");
        }
        return asked.mayBeRefunded()
                ? Finding.cannotTell("the gateway refunds failed tasks, which hides a charge")
                : new Finding(Verdict.NOT_CHARGED, null);
    }

    /** Why there are explanations with and without the price. */
    private static String doubt(BigDecimal spent, BigDecimal price, List<Movement> others) {
        Sums withoutRefunds = Sums.of(others.stream()
                .filter(each -> each.kind() != Movement.Kind.MAYBE_REFUNDED)
                .toList());
        boolean isByRefunds =
                withoutRefunds == null || !withoutRefunds.has(spent) || !withoutRefunds.has(spent.subtract(price));
        return isByRefunds
                ? "another task may have been refunded meanwhile, which hides a charge"
                : "other requests may have cost the same amount, or may be charged late";
    }

    /**
     * What all others together may have moved.
     *
     * @param isLower whether a refund of unknown amount is possible
     */
    private record Sums(TreeSet<BigDecimal> exact, boolean isLower) {
        /** @return null if there are too many */
        static @Nullable Sums of(List<Movement> movements) {
            Map<BigDecimal, Times> byAmount = new TreeMap<>();
            boolean isLower = false;
            for (Movement each : movements) {
                BigDecimal amount = each.amount();
                isLower |= amount == null;
                if (amount != null && amount.signum() > 0) {
                    byAmount.merge(amount, Times.of(each.kind()), Times::plus);
                }
            }
            TreeSet<BigDecimal> sums = new TreeSet<>(List.of(BigDecimal.ZERO));
            for (Map.Entry<BigDecimal, Times> each : byAmount.entrySet()) {
                Times times = each.getValue();
                if ((long) sums.size() * (times.most() - times.least() + 1) > MOST_SUMS) {
                    return null;
                }
                TreeSet<BigDecimal> more = new TreeSet<>();
                for (int i = times.least(); i <= times.most(); i++) {
                    BigDecimal moved = each.getKey().multiply(BigDecimal.valueOf(i));
                    sums.forEach(sum -> more.add(sum.add(moved)));
                }
                sums = more;
            }
            return new Sums(sums, isLower);
        }

        boolean has(BigDecimal sum) {
            return isExact(sum) || (isLower && exact.last().compareTo(sum) > 0);
        }

        boolean isExact(BigDecimal sum) {
            return exact.contains(sum);
        }
    }

    /** How often an amount may have been spent, less how often it may have been given back. */
    private record Times(int least, int most) {
        static Times of(Movement.Kind kind) {
            return switch (kind) {
                case CHARGED -> new Times(1, 1);
                case MAYBE_CHARGED -> new Times(0, 1);
                case MAYBE_REFUNDED -> new Times(-1, 0);
            };
        }

        Times plus(Times other) {
            return new Times(least + other.least, most + other.most);
        }
    }
}
