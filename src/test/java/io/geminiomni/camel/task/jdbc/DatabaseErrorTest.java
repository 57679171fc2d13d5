package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transaction that ends with an {@link Error}. */
class DatabaseErrorTest {
    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final Database database = new Database(pool, () -> "CURRENT_TIMESTAMP");

    @AfterEach
    void dispose() {
        database.alone("end", sql -> sql.change("SHUTDOWN"));
        pool.dispose();
    }

    @Test
    void itIsRolledBack() {
        database.alone("prepare", sql -> sql.change("CREATE TABLE notes (note INT)"));

        assertThatThrownBy(() -> database.together("write", sql -> {
                    sql.change("INSERT INTO notes VALUES (1)");
                    throw new StackOverflowError("in the middle");
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(database.<Integer>alone(
                        "look",
                        sql -> sql.query("SELECT COUNT(*) FROM notes", row -> row.getInt(1))
                                .get(0)))
                .isZero();
        assertThat(pool.getActiveConnections()).isZero();
    }
}
