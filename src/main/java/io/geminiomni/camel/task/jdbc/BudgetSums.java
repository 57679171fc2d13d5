package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds what counts in a budget, without reading each attempt of its period. What was spent in a slot of time is added up in the table
 * {@code gemini_omni_budget_sum}, and each row of the ledger says whether it is in a sum. What the sums do not have is read from the
 * ledger: attempts that are reserved, those that were spent since, and those that were given back since. So the total is right
 * whoever writes to the ledger, also a node of a version without sums, which changes no sum.
 *
 * <p>Only a check of a budget changes sums, which has locked the budget key.
 */
final class BudgetSums {
    /** A multiple of all differences of time zones, so that days and months of each begin with a slot. */
    private static final Duration SLOT = Duration.ofMinutes(15);

    /** How far back sums are used. What is booked in that time is in the ledger, however long its budget is. */
    private static final Duration SUMMED = Charge.KEPT.minusDays(1);

    /** How many rows a sum may lack before they are added to it. */
    private static final int MOST_LACKING = 200;

    /** The most rows that one check adds to sums. */
    private static final int MOST_ADDED = 1_000;

    private static final String OF_KEY =
            " AS part, COALESCE(SUM(amount), 0) AS amount, COUNT(*) AS number_of FROM %s WHERE budget_key = ? AND unit = ? AND ";
    private static final String OF_LEDGER = OF_KEY.formatted("gemini_omni_ledger");

    /** Spent, and not in a sum. */
    private static final String LACKING = "state = 'SPENT' AND summed = FALSE AND booked_at >= ?";

    /** In a sum, and given back. */
    private static final String SURPLUS = "state = 'GIVEN_BACK' AND summed = TRUE AND booked_at >= ?";

    // One statement, so that an attempt that changes meanwhile is counted once. What is reserved is in no sum.
    private static final String BOOKED = "SELECT 'RESERVED'" + OF_LEDGER
            + "state = 'RESERVED' AND summed = FALSE AND booked_at >= ?"
            + " UNION ALL SELECT 'BEFORE'" + OF_LEDGER + "booked_at >= ? AND booked_at < ? AND state = 'SPENT'"
            + " UNION ALL SELECT 'LACKING'" + OF_LEDGER + LACKING
            + " UNION ALL SELECT 'SURPLUS'" + OF_LEDGER + SURPLUS
            + " UNION ALL SELECT 'SUMS'" + OF_KEY.formatted("gemini_omni_budget_sum") + "slot_at >= ?";

    private static final String IDS =
            "SELECT id FROM gemini_omni_ledger WHERE budget_key = ? AND unit = ? AND %s FETCH FIRST ? ROWS ONLY";

    // A row that another transaction changes at present is added by a later check.
    private static final String LOCK = """
            SELECT id, booked_at, state, COALESCE(amount, 0) AS amount FROM gemini_omni_ledger
            WHERE id = ANY(?) AND ((state = 'SPENT' AND summed = FALSE) OR (state = 'GIVEN_BACK' AND summed = TRUE))
            FOR UPDATE SKIP LOCKED
            """;

    private static final String MARK = "UPDATE gemini_omni_ledger SET summed = (state = 'SPENT') WHERE id = ANY(?)";

    private static final String ADD = """
            UPDATE gemini_omni_budget_sum SET amount = amount + CAST(? AS DECIMAL(30, 6))
            WHERE budget_key = ? AND unit = ? AND slot_at = ?
            """;

    private static final String INSERT =
            "INSERT INTO gemini_omni_budget_sum (amount, budget_key, unit, slot_at) VALUES (?, ?, ?, ?)";

    private static final String PURGE =
            "DELETE FROM gemini_omni_budget_sum WHERE budget_key = ANY(?) AND slot_at < {now-?}";

    private final Sql sql;
    private final String budgetKey;
    private final String unit;

    BudgetSums(Sql sql, Charge charge) {
        this.sql = sql;
        this.budgetKey = charge.budgetKey();
        this.unit = charge.cost().unit();
    }

    private record Part(BigDecimal amount, long rows) {}

    /** What counts in a budget whose key is locked. */
    Booked booked(Budget budget) throws SQLException {
        Instant from = Booked.countedFrom(budget.period(), sql.now());
        Instant summedFrom = nextSlot(latest(from, sql.now().minus(SUMMED)));
        Map<String, Part> parts = new HashMap<>();
        sql.query(
                BOOKED,
                row -> parts.put(
                        LedgerTable.text(row, "part"),
                        new Part(LedgerTable.amount(row, "amount"), row.getLong("number_of"))),
                budgetKey,
                unit,
                from,
                budgetKey,
                unit,
                from,
                summedFrom,
                budgetKey,
                unit,
                summedFrom,
                budgetKey,
                unit,
                summedFrom,
                budgetKey,
                unit,
                summedFrom);
        if (rows(parts, "LACKING") + rows(parts, "SURPLUS") > MOST_LACKING) {
            add(summedFrom);
        }
        BigDecimal spent = amount(parts, "SUMS")
                .add(amount(parts, "LACKING"))
                .subtract(amount(parts, "SURPLUS"))
                .add(amount(parts, "BEFORE"));
        return new Booked(spent, amount(parts, "RESERVED"));
    }

    private static BigDecimal amount(Map<String, Part> parts, String name) {
        Part part = parts.get(name);
        return part == null ? BigDecimal.ZERO : part.amount();
    }

    private static long rows(Map<String, Part> parts, String name) {
        Part part = parts.get(name);
        return part == null ? 0 : part.rows();
    }

    /** Adds to the sums what they lack, and takes off what was given back. The total does not change. */
    private void add(Instant from) throws SQLException {
        List<String> ids = new ArrayList<>(ids(LACKING, from, MOST_ADDED));
        ids.addAll(ids(SURPLUS, from, MOST_ADDED - ids.size()));
        List<String> added = new ArrayList<>();
        Map<Instant, BigDecimal> slots = new TreeMap<>();
        sql.query(
                LOCK,
                row -> {
                    BigDecimal amount = LedgerTable.amount(row, "amount");
                    added.add(LedgerTable.text(row, "id"));
                    return slots.merge(
                            slot(TaskColumns.requiredTime(row, "booked_at")),
                            LedgerTable.text(row, "state").equals("SPENT") ? amount : amount.negate(),
                            BigDecimal::add);
                },
                (Object) ids.toArray(new String[0]));
        sql.change(MARK, (Object) added.toArray(new String[0]));
        List<@Nullable Object[]> batch = new ArrayList<>();
        slots.forEach((slot, amount) -> batch.add(new @Nullable Object[] {amount, budgetKey, unit, slot}));
        int[] changed = sql.changeEach(ADD, batch);
        List<@Nullable Object[]> missing = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0) {
                missing.add(batch.get(i));
            }
        }
        sql.changeEach(INSERT, missing);
    }

    private List<String> ids(String condition, Instant from, int limit) throws SQLException {
        return limit <= 0
                ? List.of()
                : sql.query(IDS.formatted(condition), row -> LedgerTable.text(row, "id"), budgetKey, unit, from, limit);
    }

    /** Deletes sums that are no longer used. */
    static void purge(Sql sql, List<String> budgetKeys) throws SQLException {
        sql.change(PURGE, budgetKeys.stream().distinct().sorted().toArray(String[]::new), Sql.micros(Charge.KEPT));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The slot that contains a time. */
    private static Instant slot(Instant time) {
        long seconds = time.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, SLOT.toSeconds()));
    }

    /** The first slot that does not begin before a time. */
    private static Instant nextSlot(Instant time) {
        Instant slot = slot(time);
        return slot.equals(time) ? slot : slot.plus(SLOT);
    }
}
