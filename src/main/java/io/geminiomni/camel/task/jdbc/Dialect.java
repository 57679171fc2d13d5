package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What databases say differently: how the schema is made, how time is reckoned, and how many rows are changed at once. */
interface Dialect {
    /** The dialect of a database. @throws IllegalArgumentException if it is none that tasks can be stored in */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Dialect dialect = switch (database.getDatabaseProductName().toLowerCase(Locale.ROOT)) {
            case "postgresql" -> atLeast(13, 0, database, new PostgreSqlDialect());
            case "h2" -> atLeast(2, 2, database, new H2Dialect());
            default -> null;
        };
        if (dialect == null) {
            throw new IllegalArgumentException(
                    "Tasks can be stored in PostgreSQL 13 and H2 2.2 and later, but the data source" + " leads to "
                            + database.getDatabaseProductName() + " " + database.getDatabaseProductVersion());
        }
        return dialect;
    }

    private static @Nullable Dialect atLeast(int major, int minor, DatabaseMetaData database, Dialect dialect)
            throws SQLException {
        int foundMajor = database.getDatabaseMajorVersion();
        boolean enough = foundMajor > major || (foundMajor == major && database.getDatabaseMinorVersion() >= minor);
        return enough ? dialect : null;
    }

    /** An expression for so many microseconds, a parameter, after a time. */
    String plusMicros(String time);

    /** An expression for so many microseconds, a parameter, before a time. */
    String minusMicros(String time);

    /** Whether the database is at the other end of a network connection, which can go dead without a word. */
    boolean isRemote();

    /** Whether a statement can be given a time limit that does not outlive it on its connection. */
    boolean hasStatementTimeout();

    /** Whether {@link #claim} needs no transaction, and so has leased and counted its tasks before it reads them. */
    boolean claimsInOneStatement();

    /** What makes an INSERT do nothing where the key is taken; where it is empty, the INSERT fails with SQLSTATE 23505. */
    String unlessKeyIsTaken();

    /** Whether {@link #lockSchema} does anything. */
    boolean locksSchema();

    /** Keeps other nodes from changing the schema until the transaction ends. */
    void lockSchema(Sql sql) throws SQLException;

    /**
     * What makes the schema of version n + 1 of that of version n; harmless where it has been run already. Nodes of version n
     * go on working on what it makes: columns that they do not know are empty where they insert, and keep what they have where
     * they update.
     */
    List<String> migration(int from);

    /** Makes the transaction one that the database does not forget when its server ends, whatever its settings. */
    void makeLasting(Sql sql) throws SQLException;

    /** Whether {@link #force} does anything, as a commit alone does not reach the device. */
    boolean forces();

    /** Makes the database write what is committed to the device. */
    void force(Sql sql) throws SQLException;

    /** Settings of the database itself that the promises of the repository need. */
    void prepare(Sql sql) throws SQLException;

    /** Leases tasks that are due, in the given lanes, of which there is one at least, and returns them, the longest due first. */
    TaskRows claim(Sql sql, Claim claim, Lanes lanes, String token) throws SQLException;

    /** Extends leases. @return those that were extended */
    Set<Lease> renew(Sql sql, Collection<Lease> leases, Duration duration) throws SQLException;

    /** Writes what owners found out, where the lease and the transition allow it. @return the leases whose update was written */
    Set<Lease> update(Sql sql, Collection<LeaseUpdate> updates) throws SQLException;
}
