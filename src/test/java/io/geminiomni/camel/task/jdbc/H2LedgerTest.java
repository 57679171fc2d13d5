package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class H2LedgerTest extends JdbcLedgerContract {
    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    protected DataSource database() {
        return pool;
    }

    @AfterEach
    void dropDatabase() throws Exception {
        execute("SHUTDOWN");
        pool.dispose();
    }

    @Test
    void aCheckReadsOnlyThePeriodOfItsBudget() throws Exception {
        insertOld(5_000, "SYSTEM_RANGE(1, %d)");
        for (int i = 0; i < 5; i++) {
            begun("new-" + i, charge("1"));
        }

        for (Checked checked : statementsOfACheck(budget("1001", DAY))) {
            try (Connection connection = pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement("EXPLAIN ANALYZE " + checked.sql())) {
                for (int i = 0; i < checked.values().size(); i++) {
                    statement.setObject(i + 1, checked.values().get(i));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    assertThat(rows.getString(1))
                            .contains("scanCount")
                            .containsIgnoringCase("gemini_omni_ledger_budget")
                            .doesNotContainPattern("scanCount: \\d{2,}");
                }
            }
        }
    }
}
