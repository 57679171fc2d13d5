package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.LedgerContract;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store on SQL guarantees of what attempts cost, whatever the database. */
abstract class JdbcLedgerContract extends LedgerContract {
    private WatchedDataSource dataSource;

    protected abstract DataSource database();

    @Override
    protected VideoTaskRepository create() {
        dataSource = new WatchedDataSource(database());
        return new JdbcVideoTaskRepository(dataSource, this::now);
    }

    /** The test's clock, as the database's. */
    protected final String now() {
        return "TIMESTAMP WITH TIME ZONE '" + clock.instant() + "'";
    }

    protected final void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whereverABeginBreaksItIsReservedWithItsRecordOrNotAtAll() {
        Charge charge = charge("0.40", budget("1", DAY));
        int place = 1;
        for (Submission submission = submission("a", charge); breaksAt(place, submission); place++) {
            boolean recorded = tasks.find("adverts", "a").isPresent();
            assertThat(spent()).hasSize(recorded ? 1 : 0);
            // As the submitter does with an intent that may be recorded.
            tasks.record(submission, new Outcome.NotAccepted("its intent could not be recorded"), Duration.ZERO);
            assertThat(spent()).isEmpty();
            submission = submission("a", charge);
        }

        assertThat(place).isGreaterThan(4);
        assertThat(spent())
                .first()
                .satisfies(reserved -> assertThat(reserved.reserved()).isEqualByComparingTo("0.4"));
    }

    private boolean breaksAt(int place, Submission submission) {
        AtomicInteger calls = new AtomicInteger();
        dataSource.watch((call, connection) -> {
            if (!call.equals("close") && calls.incrementAndGet() == place) {
                throw new SQLException("the line is cut", "08006");
            }
        });
        try {
            assertThat(tasks.begin(submission)).isInstanceOf(BeginResult.Started.class);
            return false;
        } catch (TaskStoreException e) {
            assertThat(e).hasMessageContaining("the line is cut");
            return true;
        } finally {
            dataSource.watch((call, connection) -> {});
        }
    }

    @Test
    void aCommitOfUnclearOutcomeKeepsTheReservationUntilTheKeyIsFreed() {
        Charge charge = charge("0.60", budget("1", DAY));
        Submission unclear = submission("a", charge);
        dataSource.watch((call, connection) -> {
            if (call.equals("commit")) {
                connection.commit();
                throw new SQLException("the answer to the commit is lost", "08006");
            }
        });
        assertThatExceptionOfType(TaskStoreException.class).isThrownBy(() -> tasks.begin(unclear));
        dataSource.watch((call, connection) -> {});

        refused("b", charge);
        tasks.record(unclear, new Outcome.NotAccepted("its intent could not be recorded"), Duration.ZERO);

        begun("b", charge);
    }

    @Test
    void aNodeThatStopsBetweenItsIntentAndTheOutcomeLeavesItsReservation() {
        Charge charge = charge("0.60", budget("1", Duration.ofDays(10)));
        begun("a", charge);
        VideoTaskRepository next = new JdbcVideoTaskRepository(database(), this::now);

        assertThat(next.begin(submission("b", charge))).isInstanceOf(BeginResult.OverBudget.class);
        clock.advance(DAY);
        assertThat(next.sweep(Duration.ofMinutes(5))).hasSize(1);
        assertThat(next.begin(submission("b", charge))).isInstanceOf(BeginResult.OverBudget.class);
        assertThat(next.counts()).isEqualTo(Map.of(TaskState.UNKNOWN, 1L));
    }

    @Test
    void aTaskWhoseRecordWasDeletedIsBookedOnce() throws Exception {
        Submission submission = begun("a", charge("0.30"));
        execute("DELETE FROM gemini_omni_task");

        tasks.record(submission, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);

        assertThat(spent()).hasSize(1).first().satisfies(booked -> {
            assertThat(booked.spent()).isEqualByComparingTo("0.3");
            assertThat(booked.reserved()).isZero();
            assertThat(booked.attempts()).isEqualTo(1);
        });
    }

    @Test
    void withoutAPriceListNoStatementIsMore() {
        List<String> statements = new CopyOnWriteArrayList<>();
        dataSource.onPrepare(statements::add);
        Submission submission = begun("a", null);
        tasks.record(submission, new Outcome.Accepted("task-1", null, null, null), Duration.ZERO);
        LeasedTask leased = tasks.claim("adverts", "a", "me", DAY).orElseThrow();
        VideoTask failed = leased.task().become(TaskState.FAILED).build();
        tasks.update(List.of(LeaseUpdate.release(leased.lease(), failed, Duration.ZERO)));
        dataSource.onPrepare(any -> {});

        assertThat(statements).isNotEmpty().noneMatch(sql -> sql.contains("ledger") || sql.contains("budget"));
    }

    @Test
    void ofManyThatBeginTogetherEachIsCheckedByItself() throws Exception {
        Charge none = charge("0.10", budget("0", DAY));
        for (int i = 0; i < 4; i++) {
            waiting("known-" + i, charge("0.10"));
            tasks.record(begun("refused-" + i, charge("0.10")), new Outcome.Rejected("no"), Duration.ZERO);
        }
        List<Callable<BeginResult>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Charge ofTenant = new Charge(cost("0.10"), "tenant-" + i, budget("0.2", DAY), false);
            for (String key : List.of("a-" + i, "b-" + i, "c-" + i)) {
                Submission submission = submission(key, ofTenant);
                work.add(() -> tasks.begin(submission));
            }
            Submission known = submission("known-" + i, none);
            work.add(() -> tasks.begin(known));
            Submission again = submission("refused-" + i, none);
            work.add(() -> tasks.begin(again));
            Submission free = submission("free-" + i, null);
            work.add(() -> tasks.begin(free));
        }
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        List<BeginResult> results = new ArrayList<>();
        try {
            for (Future<BeginResult> each : threads.invokeAll(work)) {
                results.add(each.get());
            }
        } finally {
            threads.shutdownNow();
        }

        for (int i = 0; i < 4; i++) {
            List<BeginResult> ofRound = results.subList(6 * i, 6 * i + 6);
            assertThat(ofRound.subList(0, 3))
                    .filteredOn(BeginResult.Started.class::isInstance)
                    .hasSize(2);
            assertThat(ofRound.subList(0, 3))
                    .filteredOn(BeginResult.OverBudget.class::isInstance)
                    .hasSize(1);
            assertThat(ofRound.get(3)).isInstanceOf(BeginResult.Known.class);
            assertThat(ofRound.get(4)).isInstanceOf(BeginResult.OverBudget.class);
            assertThat(ofRound.get(5)).isInstanceOf(BeginResult.Started.class);
        }
        assertThat(tasks.counts())
                .isEqualTo(Map.of(TaskState.WAITING, 4L, TaskState.REJECTED, 4L, TaskState.SUBMITTING, 12L));
    }

    @Test
    void nodesThatUseANewBudgetKeyAtOnceSpendNoMoreThanItsBudget() throws Exception {
        List<VideoTaskRepository> nodes = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            nodes.add(new JdbcVideoTaskRepository(database(), this::now));
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            for (int round = 0; round < 10; round++) {
                Charge charge = new Charge(cost("0.10"), "team-" + round, budget("0.35", DAY), false);
                List<Callable<BeginResult>> work = new ArrayList<>();
                for (int thread = 0; thread < 12; thread++) {
                    Submission submission = submission("key-" + round + "-" + thread, charge);
                    VideoTaskRepository node = nodes.get(thread % nodes.size());
                    work.add(() -> node.begin(submission));
                }
                int started = 0;
                for (Future<BeginResult> each : threads.invokeAll(work)) {
                    started += each.get() instanceof BeginResult.Started ? 1 : 0;
                }
                assertThat(started).isEqualTo(3);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 30L));
    }

    @Test
    void aBudgetKeyThatIsNoLongerUsedIsPurgedAndUsedAgain() throws Exception {
        Charge charge = charge("1", budget("1", DAY));
        waiting("a", charge);
        clock.advance(Duration.ofDays(401));

        assertThat(tasks.purgeLedger(10)).isEqualTo(1);

        assertThat(count("gemini_omni_budget")).isZero();
        begun("b", charge);
        assertThat(count("gemini_omni_budget")).isEqualTo(1);
    }

    @Test
    void whatIsToBeKeptLongerWhileItIsPurgedStays() throws Exception {
        waiting("a", charge("1"));
        clock.advance(Duration.ofDays(401));
        dataSource.onExecute((sql, values) -> {
            if (sql.startsWith("DELETE FROM gemini_omni_ledger")) {
                execute("UPDATE gemini_omni_ledger SET kept_until = " + now() + " + INTERVAL '300' DAY");
            }
        });

        assertThat(tasks.purgeLedger(10)).isZero();

        dataSource.onExecute((sql, values) -> {});
        assertThat(count("gemini_omni_ledger")).isEqualTo(1);
    }

    /** Any order of bookings, refunds and checks, also by nodes that know no sums, which the statements here stand for. */
    @ParameterizedTest
    @ValueSource(strings = {"1000/1d", "1000/37m", "1000/month@Asia/Kolkata", "1000/500d"})
    void theSumsOfABudgetAreThoseOfItsRows(String text) throws Exception {
        Budget budget = Budget.parse(text);
        Random random = new Random(15);
        int rows = 0;
        for (int round = 0; round < 12; round++) {
            for (int i = random.nextInt(400); i > 0; i--) {
                long secondsAgo = random.nextInt(10) == 0 ? random.nextInt(40_000_000) : random.nextInt(100_000);
                insert(rows++, secondsAgo, random.nextInt(1_000), random.nextInt(8) == 0 ? "RESERVED" : "SPENT");
            }
            String some = " AND id LIKE 'row-%" + random.nextInt(10) + "'";
            execute("UPDATE gemini_omni_ledger SET state = 'SPENT' WHERE state = 'RESERVED'" + some);
            execute("UPDATE gemini_omni_ledger SET state = 'GIVEN_BACK' WHERE state = 'SPENT' AND id LIKE 'row-%"
                    + random.nextInt(10) + random.nextInt(10) + "'");
            begun("key-" + round, charge("0.000001", budget));

            assertThat(refused("refused", charge("1001", budget)).booked()).isEqualTo(ofRows(budget));
            clock.advance(Duration.ofMinutes(random.nextInt(600)));
        }
        assertThat(rows).isGreaterThan(1_500);
        assertThat(count("gemini_omni_budget_sum")).isGreaterThan(text.contains("37m") ? -1L : 10L);
    }

    private void insert(int number, long secondsAgo, int thousandths, String state) throws SQLException {
        execute("""
                INSERT INTO gemini_omni_ledger (id, record_id, attempt_token, channel, task_key, budget_key, model, amount,
                  unit, booked_at, kept_until, state, refunded_if_failed)
                VALUES ('row-%1$d', 'r', 't', 'adverts', 'k', 'team', 'm', %2$d / 100000.0, 'EUR',
                  %3$s - INTERVAL '%4$d' SECOND, %3$s + INTERVAL '500' DAY, '%5$s', FALSE)
                """.formatted(number, thousandths, now(), secondsAgo, state));
    }

    private Booked ofRows(Budget budget) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("""
                        SELECT COALESCE(SUM(CASE WHEN state = 'SPENT' THEN amount END), 0),
                          COALESCE(SUM(CASE WHEN state = 'RESERVED' THEN amount END), 0)
                        FROM gemini_omni_ledger WHERE budget_key = 'team' AND booked_at >= TIMESTAMP WITH TIME ZONE '%s'
                        """.formatted(Booked.countedFrom(budget.period(), clock.instant())))) {
            rows.next();
            return new Booked(rows.getBigDecimal(1), rows.getBigDecimal(2));
        }
    }

    @Test
    void whatAnOperatorOrARefundGivesBackIsFreeAtOnceThoughItIsInASum() throws Exception {
        Budget budget = budget("1000", DAY);
        insertSpread(3_000);
        for (int i = 0; i < 4; i++) {
            refused("refused", charge("1001", budget));
        }
        Charge refunding = new Charge(cost("999.7"), "team", budget, true);
        waiting("refunded", refunding);
        clock.advance(Duration.ofMinutes(1));
        insertSpread("more", 500);
        Charge next = charge("0.5", budget);
        refused("next", next);
        refused("next", next);
        assertThat(lacking()).isLessThan(300);

        LeasedTask leased = tasks.claim("adverts", "refunded", "me", DAY).orElseThrow();
        VideoTask failed = leased.task().become(TaskState.FAILED).build();
        tasks.update(List.of(LeaseUpdate.release(leased.lease(), failed, Duration.ZERO)));

        begun("next", next);
    }

    private long lacking() throws SQLException {
        return count("gemini_omni_ledger WHERE NOT summed AND state = 'SPENT'");
    }

    /** Spent attempts of 0.00001 each, one every 20 s until now. */
    protected final void insertSpread(int count) throws SQLException {
        insertSpread("spread", count);
    }

    private void insertSpread(String name, int count) throws SQLException {
        execute("""
                INSERT INTO gemini_omni_ledger (id, record_id, attempt_token, channel, task_key, budget_key, model, amount,
                  unit, booked_at, kept_until, state, refunded_if_failed)
                SELECT CONCAT('%1$s-', n), 'r', 't', 'adverts', 'k', 'team', 'm', 0.00001, 'EUR',
                  %2$s - n * INTERVAL '1' SECOND * %4$s, %2$s + INTERVAL '400' DAY, 'SPENT', FALSE
                FROM %3$s AS numbers (n)
                """.formatted(name, now(), numbers().formatted(count), 80_000.0 / count));
    }

    /** The numbers from 1. */
    protected abstract String numbers();

    protected final long count(String table) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The statements of a check of a budget, with their values. */
    protected final List<Checked> statementsOfACheck(Budget budget) {
        List<Checked> statements = new CopyOnWriteArrayList<>();
        dataSource.onExecute((sql, values) -> {
            if (sql.contains("FROM gemini_omni_ledger")) {
                statements.add(new Checked(sql, values));
            }
        });
        refused("refused", charge("1000", budget));
        dataSource.onExecute((sql, values) -> {});
        assertThat(statements).hasSize(2);
        return statements;
    }

    record Checked(String sql, List<Object> values) {}

    /** Attempts that are too old to count in a budget of a day. */
    protected final void insertOld(int count) throws SQLException {
        execute("""
                INSERT INTO gemini_omni_ledger (id, record_id, attempt_token, channel, task_key, budget_key, model, amount,
                  unit, booked_at, kept_until, state, refunded_if_failed)
                SELECT CONCAT('id-', n), CONCAT('id-', n), CONCAT('token-', n), 'adverts', CONCAT('key-', n), 'team', 'm', 1,
                  'EUR', %1$s - INTERVAL '2' DAY, %1$s + INTERVAL '300' DAY, 'SPENT', FALSE
                FROM %2$s AS numbers (n)
                """.formatted(now(), numbers().formatted(count)));
    }
}
