package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

class PostgresLedgerTest extends JdbcLedgerContract {
    private static final int NODES = 5;
    private static final int THREADS = 6;

    private static PGConnectionPoolDataSource database;
    private static JdbcConnectionPool pool;

    @BeforeAll
    static void createDatabase() throws Exception {
        database = Postgres.newDatabase();
        pool = JdbcConnectionPool.create(database);
    }

    @AfterAll
    static void closePool() {
        pool.dispose();
    }

    @BeforeEach
    void emptyTables() throws Exception {
        execute("TRUNCATE gemini_omni_task, gemini_omni_ledger, gemini_omni_budget, gemini_omni_budget_sum");
    }

    @Override
    protected String numbers() {
        return "generate_series(1, %d)";
    }

    @Override
    protected DataSource database() {
        return pool;
    }

    @Test
    void aCheckReadsOnlyThePeriodOfItsBudget() throws Exception {
        insertOld(20_000);
        begun("new", charge("1"));
        execute("ANALYZE gemini_omni_ledger, gemini_omni_budget_sum");

        for (Checked checked : statementsOfACheck(budget("1000.5", DAY))) {
            String sql = checked.sql();
            for (Object value : checked.values()) {
                sql = sql.replaceFirst("\\?", "'" + value + "'");
            }
            StringBuilder plan = new StringBuilder();
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            // The sums are all of this budget, so PostgreSQL may read all of their table.
            assertThat(plan.toString())
                    .contains("Index", "booked_at >= ")
                    .doesNotContain("Seq Scan on gemini_omni_ledger");
        }
    }

    /** With a snapshot of its own for each transaction, a check that reads an older one is repeated. */
    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read"})
    void fiveNodesThatSubmitAtOnceSpendTheBudgetToTheLastAmountThatFitsAndNeverMore(String isolation) throws Exception {
        List<String> tenants = List.of("one", "two", "three");
        Map<String, BigDecimal> limits =
                Map.of("one", new BigDecimal("3.00"), "two", new BigDecimal("2.05"), "three", new BigDecimal("1.99"));
        List<JdbcConnectionPool> pools = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(NODES * THREADS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                JdbcConnectionPool ofNode = pool(isolation);
                pools.add(ofNode);
                VideoTaskRepository repository = new JdbcVideoTaskRepository(ofNode);
                for (int thread = 0; thread < THREADS; thread++) {
                    String name = node + "-" + thread;
                    work.add(() -> {
                        for (int n = 0; n < 12; n++) {
                            String tenant = tenants.get(n % tenants.size());
                            submit(repository, "key-" + name + "-" + n, tenant, limits.get(tenant), n);
                            assertNoBudgetIsExceeded(repository, limits);
                        }
                        return null;
                    });
                }
            }
            for (Future<Void> each : threads.invokeAll(work)) {
                each.get();
            }

            for (String tenant : tenants) {
                BigDecimal used = booked(new JdbcVideoTaskRepository(pool)).get(tenant);
                BigDecimal left = limits.get(tenant).subtract(used);
                assertThat(left)
                        .as("what is left of the budget of %s", tenant)
                        .isBetween(BigDecimal.ZERO, new BigDecimal("0.09"));
            }
        } finally {
            threads.shutdownNow();
            pools.forEach(JdbcConnectionPool::dispose);
        }
    }

    @Test
    void aLockedBudgetKeyHoldsUpOnlyTheRequestsUnderItOnTwoConnections() throws Exception {
        Charge locked = charge("0.10", budget("100", DAY));
        Charge other = new Charge(cost("0.10"), "another", budget("100", DAY), false);
        begun("first", locked);
        begun("first-other", other);
        List<Thread> callers = new ArrayList<>();
        List<Object> results = new CopyOnWriteArrayList<>();
        try (Connection holder = database.getPooledConnection().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE gemini_omni_budget SET checked_at = now() WHERE budget_key = 'team'");
            int before = pool.getActiveConnections();
            for (int i = 0; i < 14; i++) {
                Submission submission = submission("locked-" + i, locked);
                Thread caller = new Thread(() -> results.add(beginOrFailure(submission)));
                callers.add(caller);
                caller.start();
            }
            // Those that have lost their patience wait without a time-out.
            await().until(() -> callers.stream().allMatch(each -> each.getState() == Thread.State.WAITING));

            assertThat(pool.getActiveConnections() - before).isLessThanOrEqualTo(2);
            begun("of-another-key", other);
            begun("without-budget", charge("0.10"));
            begun("without-charge", null);
            assertThat(results).isEmpty();
            holder.rollback();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(results).hasSize(14).allMatch(BeginResult.Started.class::isInstance);
    }

    @Test
    void requestsThatComeWithThoseOfALockedBudgetKeyAreNotInTheirGroup() throws Exception {
        Charge locked = charge("0.10", budget("100", DAY));
        Charge other = new Charge(cost("0.10"), "another", budget("100", DAY), false);
        begun("first", locked);
        begun("first-other", other);
        List<Thread> callers = new ArrayList<>();
        List<Object> passed = new CopyOnWriteArrayList<>();
        try (Connection holder = database.getPooledConnection().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE gemini_omni_budget SET checked_at = now() WHERE budget_key = 'team'");
            for (int i = 0; i < 5; i++) {
                Submission waits = submission("locked-" + i, locked);
                Submission ofAnother = submission("other-" + i, other);
                Submission free = submission("free-" + i, null);
                callers.add(new Thread(() -> beginOrFailure(waits)));
                callers.add(new Thread(() -> passed.add(beginOrFailure(ofAnother))));
                callers.add(new Thread(() -> passed.add(beginOrFailure(free))));
            }
            callers.forEach(Thread::start);

            await().until(() -> passed.size() == 10);
            assertThat(passed).allMatch(BeginResult.Started.class::isInstance);
            holder.rollback();
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private Object beginOrFailure(Submission submission) {
        try {
            return tasks.begin(submission);
        } catch (TaskStoreException e) {
            return e;
        }
    }

    @Test
    void aBudgetKeyThatStaysLockedIsAnErrorAfterFiveSeconds() throws Exception {
        Charge locked = charge("0.10", budget("100", DAY));
        begun("first", locked);
        try (Connection holder = database.getPooledConnection().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE gemini_omni_budget SET checked_at = now() WHERE budget_key = 'team'");

            assertThatExceptionOfType(TaskStoreException.class)
                    .isThrownBy(() -> tasks.begin(submission("a", locked)))
                    .withMessageContainingAll(
                            "so nothing was sent", "5 s", "the budget key 'team'", "It is safe to retry");
            holder.rollback();
        }
        assertThat(tasks.find("adverts", "a")).isEmpty();
        begun("a", locked);
    }

    @Test
    void onlyATransactionThatChecksABudgetHasTimeOutsOfItsOwn() {
        WatchedDataSource watched = new WatchedDataSource(pool);
        VideoTaskRepository node = new JdbcVideoTaskRepository(watched, this::now);
        List<String> timeOuts = new CopyOnWriteArrayList<>();
        watched.watch((call, connection) -> {
            if (call.equals("commit")) {
                timeOuts.add(setting(connection, "lock_timeout") + " "
                        + setting(connection, "idle_in_transaction_session_timeout"));
            }
        });

        node.begin(submission("a", charge("0.10", budget("100", DAY))));
        node.begin(submission("b", charge("0.10")));

        assertThat(timeOuts).containsExactly("5s 30s", "0 0");
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private static JdbcConnectionPool pool(String isolation) {
        PGConnectionPoolDataSource ofNode = new PGConnectionPoolDataSource();
        ofNode.setServerNames(database.getServerNames());
        ofNode.setPortNumbers(database.getPortNumbers());
        ofNode.setDatabaseName(database.getDatabaseName());
        ofNode.setUser(database.getUser());
        ofNode.setOptions("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
        return JdbcConnectionPool.create(ofNode);
    }

    /** The outcomes are accepted, unknown, rejected, or none at all, as of a node that stops. */
    private static void submit(VideoTaskRepository repository, String key, String tenant, BigDecimal limit, int n) {
        Charge charge = new Charge(cost("0.10"), tenant, budget(limit.toPlainString(), Duration.ofDays(1)), false);
        Submission submission = submission(key, charge);
        if (begin(repository, submission) instanceof BeginResult.Started) {
            switch (n % 4) {
                case 0 -> repository.record(submission, new Outcome.Unknown("read timed out"), Duration.ZERO);
                case 1 -> repository.record(submission, new Outcome.Rejected("no"), Duration.ZERO);
                case 2 ->
                    repository.record(submission, new Outcome.Accepted("task-" + key, null, null, null), Duration.ZERO);
                default -> {}
            }
        }
    }

    /** As a caller does that was told that it is safe to retry. */
    private static BeginResult begin(VideoTaskRepository repository, Submission submission) {
        while (true) {
            try {
                return repository.begin(submission);
            } catch (TaskStoreException e) {
                assertThat(e).hasMessageContaining("could not serialize").hasMessageContaining("safe to retry");
                repository.record(submission, new Outcome.NotAccepted("not recorded"), Duration.ZERO);
            }
        }
    }

    private static void assertNoBudgetIsExceeded(VideoTaskRepository repository, Map<String, BigDecimal> limits) {
        booked(repository).forEach((tenant, sum) -> assertThat(sum).as(tenant).isLessThanOrEqualTo(limits.get(tenant)));
    }

    private static Map<String, BigDecimal> booked(VideoTaskRepository repository) {
        Instant now = Instant.now();
        return repository
                .spent(new SpendingQuery(null, null, null, now.minusSeconds(86_400), now.plusSeconds(86_400)))
                .stream()
                .collect(Collectors.toMap(
                        Spending::budgetKey, each -> each.spent().add(each.reserved()), BigDecimal::add));
    }
}
