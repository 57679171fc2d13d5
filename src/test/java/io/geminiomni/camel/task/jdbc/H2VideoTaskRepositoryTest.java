package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
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
        execute("CREATE USER app PASSWORD 'app'");
        execute("GRANT ALL ON SCHEMA PUBLIC TO app");
        JdbcDataSource apps = new JdbcDataSource();
        try (Connection connection = pool.getConnection()) {
            apps.setURL(connection.getMetaData().getURL());
        }
        apps.setUser("app");
        apps.setPassword("app");

        assertThat(new JdbcVideoTaskRepository(apps).begin(submission("a"))).isNotNull();
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

    /** In the same process: three statements more, so that it locks what it takes and not all that is due. */
    @Override
    int mostRoundTrips() {
        return 8;
    }
}
