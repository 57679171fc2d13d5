package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.task.LedgerState;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskRecord;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What attempts cost: a row for each attempt that has a charge. The rows of an attempt are changed only by a transaction that has
 * locked the record of its task. The budget keys are locked after the records.
 */
final class LedgerTable {
    /** How many attempts are read at once, with all others of the same moment as the last. */
    private static final int MOMENTS = 200;

    private static final String INSERT = """
            INSERT INTO gemini_omni_ledger (id, record_id, attempt_token, channel, task_key, budget_key, model, amount, unit,
              price_row, booked_at, kept_until, state, refunded_if_failed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    // Without a group, and in the order of the index, so that H2 reads no more than that, too.
    private static final String NEXT_MOMENTS = """
            SELECT booked_at, COALESCE(amount, 0) AS amount FROM gemini_omni_ledger
            WHERE budget_key = ? AND unit = ? AND booked_at >= ? AND state IN ('RESERVED', 'SPENT')
            ORDER BY budget_key, unit, booked_at FETCH FIRST %d ROWS WITH TIES
            """.formatted(MOMENTS);

    private static final String SETTLE_ATTEMPT =
            "UPDATE gemini_omni_ledger SET state = ? WHERE attempt_token = ? AND state = 'RESERVED'";

    private static final String SETTLE_RECORD =
            "UPDATE gemini_omni_ledger SET state = ? WHERE record_id = ? AND state = 'RESERVED'";

    private static final String SPEND_AS = "UPDATE gemini_omni_ledger SET state = 'SPENT', record_id = ?"
            + " WHERE attempt_token = ? AND state = 'RESERVED'";

    private static final String KEEP = "UPDATE gemini_omni_ledger SET kept_until = %s"
            + " WHERE budget_key = ? AND unit = ? AND booked_at >= ? AND kept_until < %s";

    private static final String IS_SPENT =
            "SELECT id FROM gemini_omni_ledger WHERE record_id = ? AND state = 'SPENT' AND %s FETCH FIRST 1 ROWS ONLY";

    private static final String IS_PRICED = IS_SPENT.formatted("amount IS NOT NULL");

    private static final String IS_UNPRICED = IS_SPENT.formatted("amount IS NULL");

    private static final String TAKE_BACK_UNPRICED = "UPDATE gemini_omni_ledger SET state = 'GIVEN_BACK'"
            + " WHERE record_id = ? AND state = 'SPENT' AND amount IS NULL";

    private static final String REFUND = "UPDATE gemini_omni_ledger SET state = 'GIVEN_BACK'"
            + " WHERE record_id = ANY(?) AND refunded_if_failed AND state <> 'GIVEN_BACK'";

    private static final long MICROS_OF_A_DAY = Duration.ofDays(1).toNanos() / 1_000;

    private static final String SPENT = """
            SELECT channel, budget_key, model, unit, booked_on,
              COALESCE(SUM(CASE WHEN state = 'SPENT' THEN amount END), 0) AS spent,
              COALESCE(SUM(CASE WHEN state = 'RESERVED' THEN amount END), 0) AS reserved,
              COUNT(*) AS attempts, COUNT(*) - COUNT(amount) AS unpriced
            FROM (
              SELECT channel, budget_key, model, unit, state, amount, %s / %d AS booked_on FROM gemini_omni_ledger
              WHERE booked_at >= ? AND booked_at < ? AND state IN ('RESERVED', 'SPENT')%s) AS booked
            GROUP BY booked_on, channel, budget_key, model, unit
            ORDER BY booked_on, channel, budget_key, model, unit
            """;

    private static final String OUTDATED = """
            SELECT id, budget_key FROM gemini_omni_ledger WHERE booked_at < {now-?} AND kept_until < {now}
            ORDER BY booked_at FETCH FIRST ? ROWS ONLY
            """;

    /** A longer budget may have made them count again since they were read. */
    private static final String DELETE = "DELETE FROM gemini_omni_ledger WHERE id = ANY(?) AND kept_until < {now}";

    private final Dialect dialect;
    private final Supplier<String> ids;

    /** @param ids gives the ids of new rows */
    LedgerTable(Dialect dialect, Supplier<String> ids) {
        this.dialect = dialect;
        this.ids = ids;
    }

    /** An attempt to book. */
    record Entry(Submission submission, Charge charge, String recordId, LedgerState state) {}

    void insert(Sql sql, List<Entry> entries) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (Entry entry : entries) {
            Submission submission = entry.submission();
            Charge charge = entry.charge();
            batch.add(new @Nullable Object[] {
                ids.get(),
                entry.recordId(),
                submission.token(),
                submission.channel(),
                submission.key(),
                charge.budgetKey(),
                Objects.requireNonNullElse(charge.model(), submission.request().model()),
                charge.cost().amount(),
                charge.cost().unit(),
                charge.cost().row(),
                sql.now(),
                charge.keptUntil(sql.now()),
                entry.state().name(),
                charge.refundedIfFailed()
            });
        }
        sql.changeEach(INSERT, batch);
    }

    /** Books an attempt that has been paid for, if it has a charge. */
    void insertSpent(Sql sql, Submission submission, String recordId) throws SQLException {
        Charge charge = submission.charge();
        if (charge != null) {
            insert(sql, List.of(new Entry(submission, charge, recordId, LedgerState.SPENT)));
        }
    }

    /** Books an additional task: with the row of its attempt if that is still reserved, else with a row of its own. */
    void insertAdditional(Sql sql, Submission submission, String recordId) throws SQLException {
        if (submission.charge() != null && sql.change(SPEND_AS, recordId, submission.token()) == 0) {
            insertSpent(sql, submission, recordId);
        }
    }

    /** Whether an attempt of the record is booked as paid, with an amount. */
    boolean isPriced(Sql sql, String recordId) throws SQLException {
        return !sql.query(IS_PRICED, row -> row.getString("id"), recordId).isEmpty();
    }

    /** Whether an attempt of the record is booked as paid, without an amount. */
    boolean isUnpriced(Sql sql, String recordId) throws SQLException {
        return !sql.query(IS_UNPRICED, row -> row.getString("id"), recordId).isEmpty();
    }

    /** Books a paid task with its amount, in place of what is booked without one. */
    void insertPriced(Sql sql, Submission submission, String recordId) throws SQLException {
        sql.change(TAKE_BACK_UNPRICED, recordId);
        insertAdditional(sql, submission, recordId);
    }

    /** Books what became of attempts that have charges, by the states of their records. */
    void settle(Sql sql, List<TaskRecord> decided) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (TaskRecord row : decided) {
            LedgerState state = LedgerState.of(row.task().state());
            if (state != LedgerState.RESERVED) {
                batch.add(new @Nullable Object[] {state.name(), row.attemptToken()});
            }
        }
        sql.changeEach(SETTLE_ATTEMPT, batch);
    }

    /** The same for one record, whether its attempt has a charge or not. */
    void settle(Sql sql, TaskRecord resolved) throws SQLException {
        sql.change(SETTLE_RECORD, LedgerState.of(resolved.task().state()).name(), resolved.id());
    }

    /** Books that the gateway gives back what these records cost, if it refunds failures. */
    void refund(Sql sql, Collection<String> recordIds) throws SQLException {
        if (!recordIds.isEmpty()) {
            sql.change(REFUND, (Object) recordIds.toArray(new String[0]));
        }
    }

    /** Keeps what counts in a budget for as long as it counts, also what was booked with a shorter budget or without one. */
    void keep(Sql sql, Charge charge, Budget budget) throws SQLException {
        Duration length = charge.longerThanKept();
        if (length != null) {
            long micros = Sql.micros(length);
            sql.change(
                    KEEP.formatted(dialect.plusMicros("booked_at"), dialect.plusMicros("booked_at")),
                    micros,
                    charge.budgetKey(),
                    charge.cost().unit(),
                    Booked.countedFrom(budget.period(), sql.now()),
                    micros);
        }
    }

    /** The first moments that count in a budget, until their amounts reach that sum. */
    List<Booked.Moment> moments(Sql sql, Charge charge, Budget budget, BigDecimal sum) throws SQLException {
        List<Booked.Moment> moments = new ArrayList<>();
        Instant from = Booked.countedFrom(budget.period(), sql.now());
        BigDecimal missing = sum;
        List<Booked.Moment> next;
        do {
            next = sql.query(
                    NEXT_MOMENTS,
                    row -> new Booked.Moment(TaskColumns.requiredTime(row, "booked_at"), amount(row, "amount")),
                    charge.budgetKey(),
                    charge.cost().unit(),
                    from);
            for (Booked.Moment moment : next) {
                missing = missing.subtract(moment.amount());
                from = moment.at().plusNanos(1_000);
            }
            moments.addAll(next);
        } while (next.size() >= MOMENTS && missing.signum() > 0);
        return moments;
    }

    List<Spending> spent(Sql sql, SpendingQuery query) throws SQLException {
        StringBuilder conditions = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(query.from(), query.to()));
        and(conditions, values, "channel", query.channel());
        and(conditions, values, "budget_key", query.budgetKey());
        and(conditions, values, "model", query.model());
        return sql.query(
                SPENT.formatted(dialect.micros("booked_at"), MICROS_OF_A_DAY, conditions),
                row -> new Spending(
                        text(row, "channel"),
                        text(row, "budget_key"),
                        text(row, "model"),
                        LocalDate.ofEpochDay(row.getLong("booked_on")),
                        text(row, "unit"),
                        amount(row, "spent"),
                        amount(row, "reserved"),
                        row.getLong("attempts"),
                        row.getLong("unpriced")),
                values.toArray());
    }

    private static void and(
            StringBuilder conditions, List<@Nullable Object> values, String column, @Nullable String value) {
        if (value != null) {
            conditions.append(" AND ").append(column).append(" = ?");
            values.add(value);
        }
    }

    /** Deletes rows that are no longer needed, and budget keys that are no longer used. @return the number of rows */
    int purge(Sql sql, int limit) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        sql.query(
                OUTDATED,
                row -> ids.add(text(row, "id")) && keys.add(text(row, "budget_key")),
                Sql.micros(Charge.KEPT),
                limit);
        if (ids.isEmpty()) {
            return 0;
        }
        int deleted = sql.change(DELETE, (Object) ids.toArray(new String[0]));
        sql.change(
                "DELETE FROM gemini_omni_budget WHERE budget_key = ANY(?) AND checked_at < {now-?}",
                keys.stream().distinct().sorted().toArray(String[]::new),
                Sql.micros(Charge.KEPT));
        BudgetSums.purge(sql, keys);
        return deleted;
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    static BigDecimal amount(ResultSet row, String column) throws SQLException {
        return Booked.plain(Objects.requireNonNull(row.getBigDecimal(column), column));
    }
}
