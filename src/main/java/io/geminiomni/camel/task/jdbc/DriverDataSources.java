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
     * @throws IllegalArgumentException if it is not a URL of PostgreSQL or H2, or its driver is not on the class path; the
     *     message shows only the kind of URL, as the rest may have a password
     */
    public static DataSource of(String url, @Nullable String user, @Nullable String password) {
        String kind = kind(url);
        String advice = "tasks can be stored in PostgreSQL and H2";
        try {
            switch (kind) {
                case "jdbc:h2:" -> {
                    advice = "add the dependency com.h2database:h2";
                    return h2(url, user, password);
                }
                case "jdbc:postgresql:" -> {
                    advice = "add the dependency org.postgresql:postgresql";
                    return postgreSql(url, user, password);
                }
                default -> throw new IllegalArgumentException(noDriver(kind, advice));
            }
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(noDriver(kind, advice), e);
        }
    }

    private static String noDriver(String kind, String advice) {
        return "The class path has no driver for " + kind + " URLs: " + advice;
    }

    /** The first two parts of the URL, as in {@code jdbc:h2:}. */
    private static String kind(String url) {
        int second = url.indexOf(':', url.indexOf(':') + 1);
        return second < 0 ? "" : url.substring(0, second + 1);
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
