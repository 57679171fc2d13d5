package io.geminiomni.camel.task.jdbc;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Logger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;

/**
 * Opens the connections of a pool until it is closed. A connection that H2 opens after {@code SHUTDOWN} would open the database
 * again.
 */
final class ClosableSource implements ConnectionPoolDataSource {
    private final ConnectionPoolDataSource source;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    ClosableSource(ConnectionPoolDataSource source) {
        this.source = source;
    }

    /** Waits for the connections that are being opened. Others are rejected from now on. */
    void close() {
        lock.writeLock().lock();
        try {
            closed = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private interface Opening {
        PooledConnection open() throws SQLException;
    }

    private PooledConnection unlessClosed(Opening opening) throws SQLException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new SQLException("The database of the tasks is closed, as the component has stopped");
            }
            return opening.open();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return unlessClosed(source::getPooledConnection);
    }

    @Override
    public PooledConnection getPooledConnection(String user, String password) throws SQLException {
        return unlessClosed(() -> source.getPooledConnection(user, password));
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(ClosableSource.class.getName());
    }
}
