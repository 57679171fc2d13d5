package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.task.BeginResult;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class H2LedgerTest extends JdbcLedgerContract {
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    protected String numbers() {
        return "SYSTEM_RANGE(1, %d)";
    }

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
        insertOld(5_000);
        for (int i = 0; i < 5; i++) {
            begun("new-" + i, charge("1"));
        }

        assertThat(entriesOfACheck(budget("1001", DAY))).isLessThan(30);
    }

    @Test
    void aCheckReadsFewOfTheManyAttemptsOfItsPeriod() throws Exception {
        insertSpread(5_000);
        Budget almostUsedUp = budget("1000.049", DAY);
        for (int i = 0; i < 5; i++) {
            refused("refused", charge("1000", almostUsedUp));
        }

        assertThat(entriesOfACheck(almostUsedUp)).isLessThan(600);
    }

    /** How many entries of indexes a check reads, with the search for the time when there is room. */
    private long entriesOfACheck(Budget budget) throws Exception {
        long read = 0;
        for (Checked checked : statementsOfACheck(budget)) {
            try (Connection connection = pool.getConnection();
                    PreparedStatement statement = connection.prepareStatement("EXPLAIN ANALYZE " + checked.sql())) {
                for (int i = 0; i < checked.values().size(); i++) {
                    statement.setObject(i + 1, checked.values().get(i));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    String plan = rows.getString(1);
                    assertThat(plan)
                            .contains("scanCount")
                            .doesNotContainIgnoringCase("tableScan")
                            .containsPattern("(?i)gemini_omni_ledger_(budget|summed)");
                    read += SCANNED.matcher(plan)
                            .results()
                            .mapToLong(count -> Long.parseLong(count.group(1)))
                            .sum();
                }
            }
        }
        return read;
    }

    /** With a snapshot of its own, a transaction does not see a key that was added after it had begun. */
    @ParameterizedTest
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void aBudgetKeyThatAnotherNodeAddsAtTheSameTimeIsLockedInTheEnd(String isolation) throws Exception {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        JdbcConnectionPool isolated = JdbcConnectionPool.create(
                url + ";DB_CLOSE_DELAY=-1;INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + isolation,
                "sa",
                "");
        WatchedDataSource watched = new WatchedDataSource(isolated);
        JdbcVideoTaskRepository node = new JdbcVideoTaskRepository(watched, this::now);
        AtomicBoolean added = new AtomicBoolean();
        AtomicInteger tries = new AtomicInteger();
        watched.onPrepare(sql -> {
            if (sql.contains("UPDATE gemini_omni_budget")) {
                assertThat(tries.incrementAndGet()).as("tries").isLessThan(10);
                if (added.compareAndSet(false, true)) {
                    addBudgetKey(url);
                }
            }
        });

        assertThat(node.begin(submission("a", charge("1", budget("1", DAY))))).isInstanceOf(BeginResult.Started.class);

        watched.onPrepare(any -> {});
        assertThat(added).isTrue();
        assertThat(node.begin(submission("b", charge("1", budget("1", DAY)))))
                .isInstanceOf(BeginResult.OverBudget.class);
        try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
            connection.createStatement().execute("SHUTDOWN");
        }
        isolated.dispose();
    }

    private static void addBudgetKey(String url) {
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO gemini_omni_budget (budget_key, checked_at) VALUES ('team', CURRENT_TIMESTAMP)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
