package io.geminiomni.camel.task.jdbc;

import java.util.Locale;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The drivers' own data sources, without a pool, for a program that needs few connections. */
public final class DriverDataSources {
    private DriverDataSources() {}

    /**
     * The data source of a JDBC URL. It does not create an H2 database.
     *
     * @throws IllegalArgumentException if it is not a URL of PostgreSQL or H2; the message does not show it, as it may have a
     *     password
     * @throws NoClassDefFoundError if the driver is not on the class path
     */
    public static DataSource of(String url, @Nullable String user, @Nullable String password) {
        if (url.startsWith("jdbc:h2:")) {
            return h2(url, user, password);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return postgreSql(url, user, password);
        }
        throw new IllegalArgumentException(
                "The JDBC URL does not begin with jdbc:postgresql: or jdbc:h2:, but tasks can be stored in PostgreSQL and H2 only");
    }

    /** Without a user, that of the URL counts. */
    private static DataSource h2(String url, @Nullable String user, @Nullable String password) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url.toUpperCase(Locale.ROOT).contains(";IFEXISTS=") ? url : url + ";IFEXISTS=TRUE");
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private static DataSource postgreSql(String url, @Nullable String user, @Nullable String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The JDBC URL is not valid for PostgreSQL");
        }
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        return source;
    }
}
