package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskRecord;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The differences between databases: schema, arithmetic with times, and batches. The defaults are those of an embedded database. */
interface Dialect {
    /** The dialect of a database. @throws IllegalArgumentException if it is not supported */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Dialect dialect = switch (database.getDatabaseProductName().toLowerCase(Locale.ROOT)) {
            case "postgresql" -> atLeast(13, 0, database, new PostgreSqlDialect());
            case "h2" -> atLeast(2, 2, database, new H2Dialect());
            default -> null;
        };
        if (dialect == null) {
            throw new IllegalArgumentException(
                    "Tasks can be stored in PostgreSQL 13 and H2 2.2 and later, but the data source is for "
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

    /** An expression for a time plus a parameter in microseconds. */
    String plusMicros(String time);

    /** An expression for a time minus a parameter in microseconds. */
    String minusMicros(String time);

    /** An expression for the microseconds from 1970 to a time. */
    String micros(String time);

    /** Whether the database is a server: its connections can fail silently, its statements have time-outs, and its schema can be locked. */
    default boolean isRemote() {
        return false;
    }

    /** Whether {@link #claim} is one statement, which leases and counts tasks before they are read. */
    default boolean claimsInOneStatement() {
        return false;
    }

    /**
     * The condition that a text column has a value after this one, such that all values up to it are skipped in an index.
     *
     * @param value a parameter or a literal
     */
    default String isAfter(String column, String value) {
        return column + " > " + value;
    }

    /** The condition that a text column has a value before this one, such that the value itself is skipped in an index. */
    default String isBefore(String column, String value) {
        return column + " < '" + value + "'";
    }

    /** Appended to an INSERT, to do nothing if the key is taken; if it is empty, the INSERT fails with SQLSTATE 23505. */
    default String unlessKeyIsTaken() {
        return "";
    }

    /**
     * Prevents other nodes from changing the schema until the transaction ends or {@link #unlockSchema} is called.
     *
     * @return false if this user may not do so
     */
    boolean lockSchema(Sql sql) throws SQLException;

    /** Ends {@link #lockSchema}, if the end of the transaction does not. */
    default void unlockSchema(Sql sql) throws SQLException {}

    /**
     * The statements that migrate the schema to the next version. They may be repeated. Nodes of the former version continue to work
     * with the new schema: columns that they do not know are empty in rows that they insert, and unchanged in rows that they
     * update.
     */
    List<String> migration(int from);

    /** Makes the transaction durable, independent of the settings of the server. */
    default void makeLasting(Sql sql) throws SQLException {}

    /** Whether {@link #force} is needed, as a commit alone is not written to the device. */
    default boolean forces() {
        return false;
    }

    /** Writes commits to the device. */
    default void force(Sql sql) throws SQLException {}

    /** Changes settings of the database on which the guarantees of the repository depend. */
    default void prepare(Sql sql) throws SQLException {}

    /** Leases tasks that are due in the lanes, of which there is at least one. @return the tasks, the longest due first */
    TaskRows claim(Sql sql, Claim claim, Lanes lanes, String token) throws SQLException;

    /** The records of a channel with these keys, which are sorted, locked in the order of the keys. */
    List<TaskRecord> lockOfKeys(Sql sql, String channel, List<String> keys) throws SQLException;

    /** Locks budget keys, which are sorted, in their order, until the transaction ends. A key that is not known is added. */
    void lockBudgets(Sql sql, List<String> keys) throws SQLException;

    /** Extends leases. @return those that were extended */
    Set<Lease> renew(Sql sql, Collection<Lease> leases, Duration duration) throws SQLException;

    /** Writes the updates that their lease and the transition allow. @return the leases whose update was written */
    Set<Lease> update(Sql sql, Collection<LeaseUpdate> updates) throws SQLException;
}
