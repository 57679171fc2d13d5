package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each piece of work a connection of its own from the data source, so that it is committed when it returns, whatever
 * becomes of its caller's transaction. A piece that the database broke off because others were in its way is done again.
 * Whatever the data source or its driver throws is a {@link TaskStoreException}.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int TRIES = 3;
    private static final Set<String> IN_EACH_OTHERS_WAY = Set.of("40001", "40P01");

    /** How long a connection that has no time-out of its own waits for the network: longer than for any statement. */
    static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(Sql.TIMEOUT_SECONDS + 15L);

    private final DataSource dataSource;
    private final Supplier<String> now;
    private final Dialect dialect;
    private final Duration socketTimeout;

    /**
     * @param now gives an SQL expression of the present time
     * @throws TaskStoreException if the database cannot be reached
     * @throws IllegalArgumentException if it is none that tasks can be stored in
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

    /** How a piece of work is done. */
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

    /** How long the connections of the data source wait for the network; zero if without end, or if there is none. */
    Duration socketTimeout() {
        return socketTimeout;
    }

    /**
     * Does a piece of work that is a single statement.
     *
     * @param purpose what it is for, as in "could not &lt;purpose&gt;"
     */
    <T> T alone(String purpose, Work<T> work) {
        return retrying(purpose, Manner.ALONE, work);
    }

    /** Does a piece of work in a transaction. */
    <T> T together(String purpose, Work<T> work) {
        return retrying(purpose, Manner.TOGETHER, work);
    }

    /** Does a piece of work in a transaction that the database does not forget when its server ends, however it is set up. */
    <T> T lasting(String purpose, Work<T> work) {
        return retrying(purpose, Manner.LASTING, work);
    }

    /** Does a piece of work in a transaction that may take as long as it takes. */
    <T> T defining(String purpose, Work<T> work) {
        return retrying(purpose, Manner.DEFINING, work);
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

    private <T> T retrying(String purpose, Manner manner, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Shield.run(() -> onConnection(manner, work));
            } catch (SQLException e) {
                if (attempt == TRIES || !IN_EACH_OTHERS_WAY.contains(String.valueOf(e.getSQLState()))) {
                    throw StoreFailure.of(purpose, e);
                }
                LOG.debug("Could not {} at once, because others were in the way; trying again", purpose, e);
            }
        }
    }

    /** What goes wrong in giving it back comes after the work was committed or has failed, so it changes nothing about either. */
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
                Jdbc.call(() -> {
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

    private Connection connect() throws SQLException {
        return Jdbc.call(dataSource::getConnection);
    }

    /** A connection and how it was before we had it. */
    private final class Borrowed {
        final Connection connection;
        private boolean autoCommit;
        private boolean changedAutoCommit;
        private boolean changedNetworkTimeout;

        Borrowed(Connection connection) {
            this.connection = connection;
        }

        void setUp(Manner manner) throws SQLException {
            Jdbc.call(() -> {
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
            Exception failure = new SQLException("A connection could not be given back as it was");
            if (changedAutoCommit) {
                quietly(() -> connection.setAutoCommit(autoCommit), failure);
            }
            if (changedNetworkTimeout) {
                quietly(() -> connection.setNetworkTimeout(Runnable::run, 0), failure);
            }
            quietly(connection::close, failure);
            if (failure.getSuppressed().length > 0) {
                LOG.debug("The connection of a finished piece of work is broken", failure);
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
