package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Submission;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the budgets of the submissions of one transaction, one after another. The budget keys are locked, so that no other node
 * reserves anything under them until the transaction ends.
 */
final class BudgetChecks {
    private final Sql sql;
    private final LedgerTable ledger;
    /** What the ledger has, for each part of it that counts in a budget. */
    private final Map<Counted, Booked> booked = new HashMap<>();
    /** What this transaction reserves, which the ledger does not have yet. */
    private final Map<Account, BigDecimal> reserved = new HashMap<>();

    private record Account(String budgetKey, String unit) {
        static Account of(Charge charge) {
            return new Account(charge.budgetKey(), charge.cost().unit());
        }
    }

    private record Counted(Account account, Instant from) {}

    private BudgetChecks(Sql sql, LedgerTable ledger) {
        this.sql = sql;
        this.ledger = ledger;
    }

    /** Locks the budget keys of the submissions that have budgets. */
    static BudgetChecks of(Sql sql, Dialect dialect, LedgerTable ledger, List<Submission> submissions)
            throws SQLException {
        List<String> keys = submissions.stream()
                .flatMap(submission -> Stream.ofNullable(keyOf(submission)))
                .distinct()
                .sorted()
                .toList();
        if (!keys.isEmpty()) {
            dialect.lockBudgets(sql, keys);
        }
        return new BudgetChecks(sql, ledger);
    }

    /** The budget key that a check of the submission locks; {@code null} if it has no budget to check. */
    static @Nullable String keyOf(Submission submission) {
        Charge charge = submission.charge();
        return charge != null && charge.budget() != null && charge.cost().isKnown() ? charge.budgetKey() : null;
    }

    /** Reserves the amount of a submission, or says that its budget has no room. */
    Optional<BeginResult.OverBudget> reserve(Submission submission) throws SQLException {
        Charge charge = submission.charge();
        BigDecimal amount = charge == null ? null : charge.cost().amount();
        if (charge == null || amount == null) {
            return Optional.empty();
        }
        Account account = Account.of(charge);
        Budget budget = charge.budget();
        BigDecimal before = reserved.getOrDefault(account, BigDecimal.ZERO);
        if (budget != null) {
            Booked known = booked(charge, budget).plusReserved(before);
            if (!known.leavesRoomFor(amount, budget)) {
                return Optional.of(
                        new BeginResult.OverBudget(charge, known, roomAt(charge, budget, known, amount, before)));
            }
        }
        reserved.put(account, before.add(amount));
        return Optional.empty();
    }

    private Booked booked(Charge charge, Budget budget) throws SQLException {
        Counted counted = new Counted(Account.of(charge), Booked.countedFrom(budget.period(), sql.now()));
        Booked known = booked.get(counted);
        if (known == null) {
            ledger.keep(sql, charge, budget);
            known = new BudgetSums(sql, charge).booked(budget);
            booked.put(counted, known);
        }
        return known;
    }

    private @Nullable Instant roomAt(
            Charge charge, Budget budget, Booked known, BigDecimal amount, BigDecimal ofThisTransaction)
            throws SQLException {
        BigDecimal needed = known.total().add(amount).subtract(budget.limit());
        List<Booked.Moment> moments = new ArrayList<>(ledger.moments(sql, charge, budget, needed));
        moments.add(new Booked.Moment(sql.now(), ofThisTransaction));
        return known.roomAt(amount, budget, moments);
    }
}
