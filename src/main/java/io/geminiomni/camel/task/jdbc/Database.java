package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on connections of the data source, one for each piece of work, so that the work is committed when it returns,
 * independent of the caller's transaction. Work that the database has aborted because of a conflict is repeated. Each exception of
 * the data source or the driver becomes a {@link TaskStoreException}.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int TRIES = 3;
    private static final String EXCLUSIVE_MODE = "90135";
    private static final int CONNECTION_ATTEMPTS = 100;
    private static final Duration CONNECTION_PAUSE = Duration.ofMillis(100);
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    /** The network time-out of connections that have none: longer than the time-out of statements. */
    static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(Sql.TIMEOUT_SECONDS + 15L);

    private final DataSource dataSource;
    private final Supplier<String> now;
    private final Dialect dialect;
    private final Duration socketTimeout;

    /**
     * @param now returns an SQL expression for the present time
     * @throws TaskStoreException if the database cannot be reached
     * @throws IllegalArgumentException if it is not a supported database
     */
    Database(DataSource dataSource, Supplier<String> now) {
        this.dataSource = dataSource;
        this.now = now;
        try {
            Facts facts = Shield.run(this::facts);
            this.dialect = facts.dialect();
            this.socketTimeout = facts.socketTimeout();
        } catch (SQLException e) {
            throw StoreFailure.of("connect to the database of the tasks", e);
        }
    }

    private record Facts(Dialect dialect, Duration socketTimeout) {}

    private Facts facts() throws SQLException {
        try (Connection connection = connect()) {
            Dialect found = Dialect.of(connection);
            return new Facts(found, found.isRemote() ? networkTimeout(connection) : Duration.ZERO);
        }
    }

    private static Duration networkTimeout(Connection connection) throws SQLException {
        return Duration.ofMillis(connection.getNetworkTimeout());
    }

    /** Work on a connection. */
    interface Work<T> {
        T on(Sql sql) throws SQLException;
    }

    /** How work is run. */
    private enum Manner {
        ALONE,
        TOGETHER,
        LASTING,
        DEFINING;

        boolean commitsByItself() {
            return this == ALONE;
        }

        boolean isBounded() {
            return this != DEFINING;
        }
    }

    Dialect dialect() {
        return dialect;
    }

    /** The network time-out of the data source's connections; zero if there is none. */
    Duration socketTimeout() {
        return socketTimeout;
    }

    /**
     * Runs a single statement.
     *
     * @param purpose for messages, as in "could not &lt;purpose&gt;"
     */
    <T> T alone(String purpose, Work<T> work) {
        return retrying(purpose, Manner.ALONE, work);
    }

    /** Runs work in a transaction. */
    <T> T together(String purpose, Work<T> work) {
        return retrying(purpose, Manner.TOGETHER, work);
    }

    /** Runs work in a transaction that is durable, independent of the settings of the server. */
    <T> T lasting(String purpose, Work<T> work) {
        return retrying(purpose, Manner.LASTING, work);
    }

    /** Runs work in a transaction without time-outs. */
    <T> T defining(String purpose, Work<T> work) {
        return retrying(purpose, Manner.DEFINING, work);
    }

    /** Returns when commits are written to the device. */
    void force(String purpose) {
        if (dialect.forces()) {
            alone(purpose, sql -> {
                dialect.force(sql);
                return true;
            });
        }
    }

    private <T> T retrying(String purpose, Manner manner, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Shield.run(() -> onConnection(manner, work));
            } catch (SQLException e) {
                if (attempt == TRIES || !CONFLICTS.contains(String.valueOf(e.getSQLState()))) {
                    throw StoreFailure.of(purpose, e);
                }
                LOG.debug("Could not {} because of a conflict; retrying", purpose, StoreFailure.withoutValues(e));
            }
        }
    }

    /** A failure to return the connection does not change the result, as the work is committed or has failed by then. */
    private <T> T onConnection(Manner manner, Work<T> work) throws SQLException {
        Borrowed borrowed = new Borrowed(connect());
        try {
            borrowed.setUp(manner);
            Sql sql = new Sql(borrowed.connection, dialect, now.get(), manner.isBounded());
            if (manner == Manner.LASTING) {
                dialect.makeLasting(sql);
            }
            T result = work.on(sql);
            if (!manner.commitsByItself()) {
                Sql.call(() -> {
                    borrowed.connection.commit();
                    return true;
                });
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            if (!manner.commitsByItself()) {
                borrowed.quietly(borrowed.connection::rollback, e);
            }
            throw e;
        } finally {
            borrowed.giveBack();
        }
    }

    /** H2 refuses new connections while a node alters a table. */
    private Connection connect() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Sql.call(dataSource::getConnection);
            } catch (SQLException e) {
                if (attempt == CONNECTION_ATTEMPTS || !EXCLUSIVE_MODE.equals(e.getSQLState())) {
                    throw e;
                }
                LockSupport.parkNanos(CONNECTION_PAUSE.toNanos());
            }
        }
    }

    /** A connection, with its settings when it was borrowed. */
    private final class Borrowed {
        final Connection connection;
        private boolean autoCommit;
        private boolean changedAutoCommit;
        private boolean changedNetworkTimeout;

        Borrowed(Connection connection) {
            this.connection = connection;
        }

        void setUp(Manner manner) throws SQLException {
            Sql.call(() -> {
                autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(manner.commitsByItself());
                changedAutoCommit = true;
                if (manner.isBounded()
                        && dialect.isRemote()
                        && networkTimeout(connection).isZero()) {
                    connection.setNetworkTimeout(Runnable::run, (int) NETWORK_TIMEOUT.toMillis());
                    changedNetworkTimeout = true;
                }
                return true;
            });
        }

        void giveBack() {
            Exception failure = new SQLException("The settings of a connection could not be restored");
            if (changedAutoCommit) {
                quietly(() -> connection.setAutoCommit(autoCommit), failure);
            }
            if (changedNetworkTimeout) {
                quietly(() -> connection.setNetworkTimeout(Runnable::run, 0), failure);
            }
            quietly(connection::close, failure);
            if (failure.getSuppressed().length > 0) {
                LOG.debug("The connection is broken after its work was done", failure);
            }
        }

        void quietly(Step step, Throwable failure) {
            try {
                step.run();
            } catch (SQLException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }
}
