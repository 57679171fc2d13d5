package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each piece of work a connection of its own from the data source, so that it is committed when it returns, whatever
 * becomes of its caller's transaction. A piece that the database broke off because others were in its way is done again.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int TRIES = 3;
    private static final Set<String> IN_EACH_OTHERS_WAY = Set.of("40001", "40P01");

    private final DataSource dataSource;
    private final Supplier<String> now;
    private final Dialect dialect;

    /**
     * @param now gives an SQL expression of the present time
     * @throws TaskStoreException if the database cannot be reached
     * @throws IllegalArgumentException if it is none that tasks can be stored in
     */
    Database(DataSource dataSource, Supplier<String> now) {
        this.dataSource = dataSource;
        this.now = now;
        try (Connection connection = dataSource.getConnection()) {
            this.dialect = Dialect.of(connection);
        } catch (SQLException e) {
            throw StoreFailure.of("connect to the database of the tasks", e);
        }
    }

    /** Work on a connection. */
    interface Work<T> {
        T on(Sql sql) throws SQLException;
    }

    Dialect dialect() {
        return dialect;
    }

    /**
     * Does a piece of work that is a single statement.
     *
     * @param purpose what it is for, as in "could not &lt;purpose&gt;"
     */
    <T> T alone(String purpose, Work<T> work) {
        return retrying(purpose, true, work);
    }

    /** Does a piece of work in a transaction. */
    <T> T together(String purpose, Work<T> work) {
        return retrying(purpose, false, work);
    }

    /** Returns when what is committed has reached the device. */
    void force(String purpose) {
        if (dialect.forces()) {
            alone(purpose, sql -> {
                dialect.force(sql);
                return true;
            });
        }
    }

    private <T> T retrying(String purpose, boolean autoCommit, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return onConnection(autoCommit, work);
            } catch (SQLException e) {
                if (attempt == TRIES || !IN_EACH_OTHERS_WAY.contains(String.valueOf(e.getSQLState()))) {
                    throw StoreFailure.of(purpose, e);
                }
                LOG.debug("Could not {} at once, because others were in the way; trying again", purpose, e);
            }
        }
    }

    private <T> T onConnection(boolean autoCommit, Work<T> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        boolean before = autoCommit;
        try {
            before = connection.getAutoCommit();
            connection.setAutoCommit(autoCommit);
            T result = work.on(new Sql(connection, dialect, now.get()));
            if (!autoCommit) {
                connection.commit();
            }
            return result;
        } catch (SQLException | RuntimeException e) {
            if (!autoCommit) {
                quietly(connection::rollback, e);
            }
            throw e;
        } finally {
            giveBack(connection, before);
        }
    }

    /** What goes wrong here comes after the work was committed or has failed, so it changes nothing about either. */
    private static void giveBack(Connection connection, boolean autoCommit) {
        Exception failure = new SQLException("A connection could not be given back as it was");
        quietly(() -> connection.setAutoCommit(autoCommit), failure);
        quietly(connection::close, failure);
        if (failure.getSuppressed().length > 0) {
            LOG.debug("The connection of a finished piece of work is broken", failure);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step, Exception failure) {
        try {
            step.run();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
