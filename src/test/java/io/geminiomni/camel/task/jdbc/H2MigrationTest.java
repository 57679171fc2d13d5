package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class H2MigrationTest extends MigrationContract {
    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    protected DataSource database() {
        return pool;
    }

    /** To alter a table that several nodes create at once is not safe for a user who is no administrator. */
    @Test
    void newTablesAreNotAltered() throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (int version : new int[] {0, 5}) {
                for (String each : new H2Dialect().migration(version)) {
                    statement.execute(each);
                }
            }
        }
        List<String> created = columns("GEMINI_OMNI_TASK");
        List<String> createdLedger = columns("GEMINI_OMNI_LEDGER");

        new JdbcVideoTaskRepository(pool);

        assertThat(columns("GEMINI_OMNI_TASK")).isEqualTo(created);
        assertThat(columns("GEMINI_OMNI_LEDGER")).isEqualTo(createdLedger);
    }

    private List<String> columns(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                ResultSet rows = connection.getMetaData().getColumns(null, null, table, null)) {
            while (rows.next()) {
                columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME"));
            }
        }
        return columns;
    }

    @AfterEach
    void closePool() {
        pool.dispose();
    }
}
