package io.geminiomni.camel.task.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source that lets a test see, and break, every statement, commit, rollback and close. */
public final class WatchedDataSource implements DataSource {
    private static final Set<String> CALLS = Set.of("commit", "rollback", "close");

    private final DataSource watched;
    private volatile Watcher watcher = (call, connection) -> {};
    private volatile Consumer<String> prepared = sql -> {};
    private volatile Bound bound = (sql, values) -> {};
    private volatile RuntimeException broken;
    private volatile boolean autoCommit = true;

    public WatchedDataSource(DataSource watched) {
        this.watched = watched;
    }

    /** Is told of a call (statement, commit, rollback, close) before it is made, and may keep it from being made. */
    public interface Watcher {
        void before(String call, Connection connection) throws SQLException;
    }

    public void watch(Watcher next) {
        this.watcher = next;
    }

    /** Is told of each statement that is prepared. */
    public void onPrepare(Consumer<String> next) {
        this.prepared = next;
    }

    /** Is told of each statement with its values before it is executed. */
    public interface Bound {
        void before(String sql, List<Object> values) throws SQLException;
    }

    public void onExecute(Bound next) {
        this.bound = next;
    }

    /** Gives no more connections, but this; with {@code null}, gives them again. */
    void breakConnections(RuntimeException failure) {
        this.broken = failure;
    }

    /** How connections come out of this pool. */
    void autoCommit(boolean value) {
        this.autoCommit = value;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (broken != null) {
            throw broken;
        }
        Connection connection = watched.getConnection();
        if (!autoCommit) {
            connection.setAutoCommit(false);
        }
        return watched(connection, Connection.class, connection, "");
    }

    private <T> T watched(T target, Class<T> type, Connection connection, String sql) {
        List<Object> values = new ArrayList<>();
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = method.getName();
                    if (call.equals("prepareStatement")) {
                        prepared.accept((String) arguments[0]);
                    }
                    if (call.equals("setObject") || call.equals("setArray")) {
                        values.add(arguments[1]);
                    }
                    if (call.startsWith("execute")) {
                        bound.before(sql, values);
                        watcher.before("statement", connection);
                    } else if (type == Connection.class && CALLS.contains(call)) {
                        watcher.before(call, connection);
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof PreparedStatement statement
                                ? watched(statement, PreparedStatement.class, connection, (String) arguments[0])
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
