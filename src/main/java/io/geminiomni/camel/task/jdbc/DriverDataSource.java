package io.geminiomni.camel.task.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections by the driver of a URL, without a pool, for a program that needs a few. It makes no H2 database that is not
 * there, and its errors do not show the URL, which may hold a password.
 */
public final class DriverDataSource implements DataSource {
    private final String url;
    private final Properties properties = new Properties();

    /** @throws IllegalArgumentException if there is no JDBC driver for this kind of URL on the class path */
    public DriverDataSource(String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        requireDriver();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        if (url.startsWith("jdbc:h2:") && !url.toUpperCase(Locale.ROOT).contains(";IFEXISTS=")) {
            properties.setProperty("IFEXISTS", "TRUE");
        }
    }

    private void requireDriver() {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException("The class path has no driver for " + kind() + " URLs: " + advice());
        }
    }

    private String advice() {
        return switch (kind()) {
            case "jdbc:h2:" -> "add the dependency com.h2database:h2";
            case "jdbc:postgresql:" -> "add the dependency org.postgresql:postgresql";
            default -> "tasks can be stored in PostgreSQL and H2";
        };
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage()).replace(url, kind() + "…");
            throw new SQLException(message, e.getSQLState(), e.getErrorCode());
        }
    }

    /** What the URL may be called by: its first two parts, as in {@code jdbc:h2:}. */
    private String kind() {
        int second = url.indexOf(':', url.indexOf(':') + 1);
        return second < 0 ? "" : url.substring(0, second + 1);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return new DriverDataSource(url, user, password).getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("There is no logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("Nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
