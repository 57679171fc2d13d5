package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.ClaimedAccounts;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2VideoTaskRepositoryTest extends JdbcVideoTaskRepositoryContract {
    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    protected JdbcConnectionPool pool() {
        return pool;
    }

    @AfterEach
    void dropDatabase() throws Exception {
        execute("SHUTDOWN");
        pool.dispose();
    }

    @Test
    void aUserWithoutAdministratorsRightsWillDo() throws Exception {
        DataSource ofUser = dataSourceOfUser();
        assertThat(new JdbcVideoTaskRepository(ofUser).begin(submission("a"))).isNotNull();

        execute("DROP TABLE gemini_omni_task");
        execute("DROP TABLE gemini_omni_schema");
        execute("GRANT ALTER ANY SCHEMA TO app");
        assertThat(new JdbcVideoTaskRepository(ofUser).begin(submission("a"))).isNotNull();
    }

    @Test
    void onlyAnAdministratorMigratesTablesOfAnEarlierVersion() throws Exception {
        DataSource ofUser = dataSourceOfUser();
        execute("DELETE FROM gemini_omni_schema WHERE version > 1");

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> new JdbcVideoTaskRepository(ofUser))
                .withMessageContaining("version 1")
                .withMessageContaining("ADMIN TRUE")
                .withMessageContaining("Nothing was changed");

        execute("ALTER USER app ADMIN TRUE");
        assertThat(new JdbcVideoTaskRepository(ofUser).begin(submission("a"))).isNotNull();
    }

    @Test
    void theTimesOfAHistoryAreRightInEachTimeZone() {
        JdbcConnectionPool elsewhere = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;TIME ZONE=America/New_York", "sa", "");
        try {
            JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(elsewhere);
            Submission submission = submission("a");
            Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);

            repository.begin(submission);
            repository.record(submission, new Outcome.Unknown("no answer"), Duration.ZERO);

            assertThat(repository.history("adverts", "a"))
                    .hasSize(2)
                    .allSatisfy(transition -> assertThat(transition.at())
                            .isBetween(before, Instant.now().plusMillis(1)));
        } finally {
            elsewhere.dispose();
        }
    }

    /** A user who is no administrator. */
    private DataSource dataSourceOfUser() throws SQLException {
        execute("CREATE USER app PASSWORD 'app'");
        execute("GRANT ALL ON SCHEMA PUBLIC TO app");
        JdbcDataSource apps = new JdbcDataSource();
        try (Connection connection = pool.getConnection()) {
            apps.setURL(connection.getMetaData().getURL());
        }
        apps.setUser("app");
        apps.setPassword("app");
        return apps;
    }

    @Test
    void anOpenClaimLocksWhatItTakesHoweverMuchIsDue() throws Exception {
        insertWaiting(20_000);
        WatchedDataSource watched = new WatchedDataSource(pool);
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(watched, this::now);
        List<Integer> unlocked = new CopyOnWriteArrayList<>();
        watched.watch((call, connection) -> {
            if (call.equals("commit")) {
                unlocked.add(unlocked());
            }
        });

        assertThat(repository.claim(
                        Claim.toPoll("adverts", "https://gateway.example", 50, "me", Duration.ofMinutes(1))))
                .hasSize(50);

        assertThat(unlocked).containsExactly(20_000 - 50);
    }

    @Test
    void noClaimAndNoHealthCheckReadsWhatItDoesNotGive() throws Exception {
        insertWaiting(3_000);
        WatchedDataSource watched = new WatchedDataSource(pool);
        JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(watched, this::now);
        Claim claim = Claim.toPoll("adverts", "https://gateway.example", 50, "me", Duration.ofMinutes(1));
        List<String> plans = new CopyOnWriteArrayList<>();
        watched.onExecute((sql, values) -> {
            if (sql.startsWith("SELECT")) {
                plans.add(plan(sql, values));
            }
        });

        assertThat(repository.claim(claim)).hasSize(50);
        assertThat(repository.claim(claim.of(ClaimedAccounts.own("account-1")))).hasSize(50);
        assertThat(repository.counts("adverts", EnumSet.of(TaskState.WAITING, TaskState.PARKED), 50))
                .containsOnlyKeys(TaskState.WAITING);
        assertThat(repository.undelivered("adverts", 3).failing()).isZero();
        assertThat(repository.unreadable("adverts")).isZero();
        assertThat(repository.unpolled("adverts", Duration.ofMinutes(10))).isEmpty();
        assertThat(repository.channels()).containsExactly("adverts");
        assertThat(repository.inState("adverts", TaskState.WAITING, 50)).hasSize(50);
        assertThat(repository.sweep(Duration.ofMinutes(5))).isEmpty();
        assertThat(repository.purge(Duration.ofDays(7), 50)).isZero();

        assertThat(plans).hasSizeGreaterThan(15).allSatisfy(plan -> {
            assertThat(plan).contains("scanCount");
            assertThat(plan).doesNotContainPattern("scanCount: \\d{3,}");
        });
    }

    /** How H2 runs a statement, with the number of index entries and rows that it reads. */
    private String plan(String sql, List<Object> values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN ANALYZE " + sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    /** How many records another transaction can lock now. */
    private int unlocked() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id FROM gemini_omni_task FOR UPDATE SKIP LOCKED")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                return count;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Waiting tasks that have been due for a second. */
    private void insertWaiting(int count) throws SQLException {
        execute("""
                INSERT INTO gemini_omni_task (id, channel, task_key, fingerprint, base_url, account, request, task_id,
                  correlation_headers, submitted_at, state, progress, questions, unanswered_questions, attempts, due_at)
                SELECT 'id-' || n, 'adverts', 'key-' || n, 'f', 'https://gateway.example', 'account-1', '{}', 'task-' || n,
                  '{}', %1$s, 'WAITING', 0, 0, 0, 0, %1$s - INTERVAL '1' SECOND
                FROM SYSTEM_RANGE(1, %2$d) AS numbers (n)
                """.formatted(now(), count));
    }

    @Test
    void anInterruptedThreadDoesNotCloseADatabaseInAnOrdinaryFile(@TempDir Path folder) throws Exception {
        JdbcConnectionPool file = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("tasks"), "sa", "");
        try {
            JdbcVideoTaskRepository repository = new JdbcVideoTaskRepository(file);
            for (int i = 0; i < 5; i++) {
                Submission submission = submission("key-" + i);
                Thread.currentThread().interrupt();
                try {
                    repository.begin(submission);
                    repository.record(submission, new Outcome.Rejected("no"), Duration.ZERO);
                } finally {
                    assertThat(Thread.interrupted()).isTrue();
                }
            }
            assertThat(repository.counts()).isEqualTo(Map.of(TaskState.REJECTED, 5L));
        } finally {
            file.dispose();
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamedAsSuch() {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://localhost:1/tasks");

        assertThatExceptionOfType(TaskStoreException.class)
                .isThrownBy(() -> new JdbcVideoTaskRepository(nowhere))
                .withMessageContaining("Could not connect")
                .withMessageContaining("can be reached");
    }

    @Test
    void anotherKindOfDatabaseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcVideoTaskRepository(database("Oracle", 23)))
                .withMessageContaining("PostgreSQL 13")
                .withMessageContaining("Oracle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JdbcVideoTaskRepository(database("PostgreSQL", 12)))
                .withMessageContaining("PostgreSQL 12");
    }

    private static DataSource database(String product, int version) {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, call -> switch (call) {
            case "getDatabaseProductName" -> product;
            case "getDatabaseProductVersion" -> String.valueOf(version);
            case "getDatabaseMajorVersion" -> version;
            default -> 0;
        });
        Connection connection = proxy(Connection.class, call -> call.equals("getMetaData") ? metaData : null);
        return proxy(DataSource.class, call -> connection);
    }

    private static <T> T proxy(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answers.apply(method.getName())));
    }

    /** One statement more, for the order of the locks. */
    @Override
    int mostRoundTripsOfARenewal() {
        return 3;
    }

    /** In the same process: three statements more, so that it locks what it takes and not all that is due. */
    @Override
    int mostRoundTrips() {
        return 8;
    }
}
