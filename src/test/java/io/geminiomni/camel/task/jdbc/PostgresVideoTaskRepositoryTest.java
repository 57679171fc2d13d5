package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresVideoTaskRepositoryTest extends JdbcVideoTaskRepositoryContract {
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
    protected JdbcConnectionPool pool() {
        return pool;
    }

    @Test
    void aConnectionThatIsKilledBeforeItsCommitLeavesNothingHalfDone() throws Exception {
        Submission submission = begun("a");
        WatchedDataSource fragile = new WatchedDataSource(simple("postgres"));
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(fragile);
        fragile.watch((call, connection) -> {
            if (call.equals("commit")) {
                kill(connection);
            }
        });

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> repository.record(submission, new Outcome.Rejected("no"), Duration.ZERO))
                .withMessageContaining("can be reached");

        assertThat(find("a").state()).isEqualTo(TaskState.SUBMITTING);
        assertThat(tasks.record(submission, new Outcome.Rejected("no"), Duration.ZERO))
                .isPresent();
    }

    @Test
    void aSubmissionThatWaitsForALockedRecordSeesWhatItsHolderHasWritten() throws Exception {
        begun("a");
        try (Connection holder = simple("postgres").getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("UPDATE gemini_omni_task SET state = 'UNKNOWN' WHERE task_key = 'a'");
            CompletableFuture<BeginResult> waiting = CompletableFuture.supplyAsync(() -> tasks.begin(submission("a")));
            await().until(PostgresVideoTaskRepositoryTest::isALockAwaited);
            holder.commit();

            assertThat(waiting.get(60, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            BeginResult.Known.class,
                            known -> assertThat(known.task().state()).isEqualTo(TaskState.UNKNOWN));
        }
    }

    private static boolean isALockAwaited() throws SQLException {
        try (Connection connection = simple("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
            return rows.next();
        }
    }

    private static void kill(Connection victim) throws SQLException {
        int pid = victim.unwrap(PGConnection.class).getBackendPID();
        try (Connection connection = simple("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(" + pid + ", 10000)");
        }
    }

    @Test
    void theRowOfAStatementThatFailsIsNotInTheStackTrace() throws Exception {
        Submission submission = begun("a");
        execute("ALTER TABLE gemini_omni_task ADD CONSTRAINT refuses CHECK (state = 'UNKNOWN') NOT VALID");
        try {
            TaskStoreException ofInsert =
                    catchThrowableOfType(TaskStoreException.class, () -> tasks.begin(submission("b")));
            TaskStoreException ofBatch = catchThrowableOfType(
                    TaskStoreException.class,
                    () -> tasks.record(submission, new Outcome.Rejected("no"), Duration.ZERO));

            assertThat(ofInsert)
                    .hasMessageContaining("refuses")
                    .hasStackTraceContaining("org.postgresql")
                    .satisfies(PostgresVideoTaskRepositoryTest::hasNoSecret);
            assertThat(ofBatch).hasMessageContaining("refuses").satisfies(PostgresVideoTaskRepositoryTest::hasNoSecret);
        } finally {
            execute("ALTER TABLE gemini_omni_task DROP CONSTRAINT refuses");
        }
    }

    private static void hasNoSecret(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("a secret prompt");
    }

    @Test
    void aReadOnlyDatabaseIsNamedAsSuch() throws Exception {
        PGSimpleDataSource readOnly = simple("postgres");
        readOnly.setOptions("-c default_transaction_read_only=on");
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(readOnly);

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> repository.begin(submission("a")))
                .withMessageContaining("nothing was sent")
                .withMessageContaining("data source of the primary");
    }

    @Test
    void noRightToMakeTablesIsNeededWhereTheyAre() throws Exception {
        execute("DROP ROLE IF EXISTS app");
        execute("CREATE ROLE app LOGIN");
        execute("GRANT SELECT, INSERT, UPDATE, DELETE ON gemini_omni_task, gemini_omni_schema TO app");
        try {
            assertThat(new JdbcVideoTaskRepository(simple("app")).begin(submission("a")))
                    .isNotNull();
            execute("REVOKE INSERT ON gemini_omni_task FROM app");
            assertThatExceptionOfType(TaskStoreException.class)
                    .isThrownBy(() -> new JdbcVideoTaskRepository(simple("app")).begin(submission("b")))
                    .withMessageContaining("Grant");
        } finally {
            execute("DROP OWNED BY app");
            execute("DROP ROLE app");
        }
    }

    @Test
    void aClaimAmongManyFinishedTasksReadsAnIndex() throws Exception {
        arrange(TaskState.WAITING, "a");
        execute("""
                INSERT INTO gemini_omni_task (id, channel, task_key, fingerprint, base_url, account, request,
                  correlation_headers, submitted_at, state, progress, questions, unanswered_questions, attempts, due_at)
                SELECT 'id-' || n, 'adverts', 'key-' || n, 'f', 'https://gateway.example', 'a', '{}', '{}', now(),
                  CASE WHEN n % 2 = 0 THEN 'DELIVERED' ELSE 'WAITING' END, 0, 0, 0, 0, now() + INTERVAL '1 day'
                FROM generate_series(1, 20000) AS n
                """);
        execute("ANALYZE gemini_omni_task");
        StringBuilder plan = new StringBuilder();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN "
                        + PostgreSqlDialect.CLAIM
                                .replace("{now+?}", "now()")
                                .replace("{now}", now())
                                .replaceFirst("\\?", "'adverts'")
                                .replaceFirst("\\?", "'ASK https://gateway.example'")
                                .replaceFirst("\\?", "10")
                                .replaceFirst("\\?", "'token'")
                                .replaceFirst("\\?", "'me'")
                                .replaceFirst("\\?", "0"))) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }

        assertThat(plan.toString()).contains("gemini_omni_task_due").doesNotContain("Seq Scan");
    }

    @Test
    void aServerThatCannotBeReachedIsNamedAsSuch() {
        PGSimpleDataSource nowhere = simple("postgres");
        nowhere.setPortNumbers(new int[] {1});

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> new JdbcVideoTaskRepository(nowhere))
                .withMessageContaining("can be reached");
    }

    @Override
    protected void beforePlanning(Statement statement) throws SQLException {
        statement.execute("SET enable_seqscan = off");
    }

    @Override
    protected void afterPlanning(Statement statement) throws SQLException {
        statement.execute("RESET enable_seqscan");
    }

    @Test
    void whatIsBegunAndRecordedOutlivesTheServerThoughTheRoleDoesNotAskForIt() throws Exception {
        PGSimpleDataSource forgetful = simple("postgres");
        forgetful.setOptions("-c synchronous_commit=off");
        assertThat(settingsAtCommitOf(forgetful)).isNotEmpty().containsOnly("on");
    }

    @Test
    void aStrongerSettingOfTheServerStays() throws Exception {
        PGSimpleDataSource careful = simple("postgres");
        careful.setOptions("-c synchronous_commit=remote_apply");
        assertThat(settingsAtCommitOf(careful)).isNotEmpty().containsOnly("remote_apply");
    }

    /** The value of synchronous_commit at each commit of a submission, of an operator's resolution, and of an adoption. */
    private static List<String> settingsAtCommitOf(PGSimpleDataSource server) {
        WatchedDataSource watched = new WatchedDataSource(server);
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(watched);
        List<String> settings = new CopyOnWriteArrayList<>();
        watched.watch((call, connection) -> {
            if (call.equals("commit")) {
                settings.add(setting(connection));
            }
        });
        for (Outcome outcome : List.of(new Outcome.Rejected("no"), new Outcome.Accepted("task-1", null, null, null))) {
            Submission submission = submission("a");
            repository.begin(submission);
            repository.record(submission, outcome, Duration.ZERO);
        }
        Submission unclear = submission("b");
        repository.begin(unclear);
        repository.record(unclear, new Outcome.Unknown("?"), Duration.ZERO);
        repository.resolveAsTask("adverts", "b", "task-2");
        repository.adopt(submission("c"), "task-3");
        return settings;
    }

    private static String setting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW synchronous_commit")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void aConnectionWithoutATimeOutOfItsOwnHasOneWhileItWorksForUs() throws Exception {
        WatchedDataSource watched = new WatchedDataSource(pool);
        List<Integer> whileWorking = new CopyOnWriteArrayList<>();
        List<Integer> afterwards = new CopyOnWriteArrayList<>();
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(watched);
        watched.watch((call, connection) ->
                (call.equals("close") ? afterwards : whileWorking).add(connection.getNetworkTimeout()));

        repository.begin(submission("a"));

        assertThat(repository.socketTimeout()).contains(Duration.ZERO);
        assertThat(whileWorking).isNotEmpty().containsOnly(45_000);
        assertThat(afterwards).containsOnly(0);
    }

    @Test
    void theTimeOutOfTheDataSourceStays() throws Exception {
        PGSimpleDataSource bounded = simple("postgres");
        bounded.setSocketTimeout(7);
        WatchedDataSource watched = new WatchedDataSource(bounded);
        List<Integer> timeouts = new CopyOnWriteArrayList<>();
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(watched);
        watched.watch((call, connection) -> timeouts.add(connection.getNetworkTimeout()));

        repository.begin(submission("a"));

        assertThat(repository.socketTimeout()).contains(Duration.ofSeconds(7));
        assertThat(timeouts).isNotEmpty().containsOnly(7_000);
    }

    private static PGSimpleDataSource simple(String user) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(database.getServerNames());
        dataSource.setPortNumbers(database.getPortNumbers());
        dataSource.setDatabaseName(database.getDatabaseName());
        dataSource.setUser(user);
        return dataSource;
    }
}
