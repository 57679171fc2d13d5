package io.geminiomni.camel.task.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** The PostgreSQL server of this JVM's tests; it ends with the JVM. */
public final class Postgres {
    private static EmbeddedPostgres server;

    private Postgres() {}

    /** Makes a database of its own for a test. */
    public static synchronized PGConnectionPoolDataSource newDatabase() throws SQLException {
        if (server == null) {
            server = start();
        }
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        PGConnectionPoolDataSource dataSource = new PGConnectionPoolDataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {server.getPort()});
        dataSource.setDatabaseName(name);
        dataSource.setUser("postgres");
        return dataSource;
    }

    /** The same, by its JDBC URL, for programs of their own. */
    public static String newDatabaseUrl() throws SQLException {
        PGConnectionPoolDataSource database = newDatabase();
        return "jdbc:postgresql://localhost:" + database.getPortNumbers()[0] + "/" + database.getDatabaseName()
                + "?user=" + database.getUser();
    }

    /** A pool of connections to the database with this URL, as programs have one: the server starts a process for each connection. */
    public static JdbcConnectionPool pool(String url) {
        PGConnectionPoolDataSource database = new PGConnectionPoolDataSource();
        database.setURL(url);
        return JdbcConnectionPool.create(database);
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "300")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
