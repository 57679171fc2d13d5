package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Creates the tables, and migrates those of older versions. Several nodes may do so at the same time: one of them does it, the others
 * wait. If the tables have the present version, no right to create tables is needed.
 */
final class Schema {
    private static final int VERSION = 7;
    private static final String PURPOSE = "create or migrate the task tables";
    private static final int ATTEMPTS = 100;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Set<String> NO_SUCH_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    private static final Set<String> FORBIDDEN = Set.of("42501", "90040", "90096");

    private final Database database;

    Schema(Database database) {
        this.database = database;
    }

    /** @throws TaskStoreException if the tables cannot be created, or are those of a newer version */
    void migrate() {
        int found = 0;
        for (int attempt = 1; found < VERSION; attempt++) {
            found = migrate(attempt);
        }
        check(found);
        prepare();
    }

    /** Checks the version, and changes nothing. @throws TaskStoreException if the tables are missing or of another version */
    void require() {
        int found = version();
        if (found == 0) {
            throw new TaskStoreException(
                    "This database has no tasks: the tables gemini_omni_task and gemini_omni_schema are not in the default"
                            + " schema of this user. Use the database and the user of the program that has the tasks.",
                    null);
        }
        if (found < VERSION) {
            throw new TaskStoreException(
                    "The task tables have version " + found + ", but this program needs version " + VERSION
                            + ". Start the program that has the tasks with this version of camel-gemini-omni once, to migrate"
                            + " them, or use the version that created them.",
                    null);
        }
        check(found);
        prepare();
    }

    private static void check(int found) {
        if (found > VERSION) {
            throw new TaskStoreException(
                    "The task tables have version " + found + ", but this component supports versions up to " + VERSION
                            + ". Update camel-gemini-omni on this node to the version that migrated them.",
                    null);
        }
    }

    private void prepare() {
        database.alone("prepare the database for tasks", sql -> {
            database.dialect().prepare(sql);
            return true;
        });
    }

    private int version() {
        return database.alone("read the version of the task tables", Schema::version);
    }

    /**
     * In an embedded database a node cannot wait for the lock, and a table that another node is creating may be found unfinished. So a
     * failure is retried after a pause.
     */
    private int migrate(int attempt) {
        try {
            int found = version();
            return found < VERSION ? database.defining(PURPOSE, sql -> migrate(sql, found)) : found;
        } catch (TaskStoreException e) {
            if (attempt == ATTEMPTS || database.dialect().isRemote() || !mayPass(e)) {
                throw e;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            return 0;
        }
    }

    private static boolean mayPass(TaskStoreException failure) {
        return failure.getCause() instanceof SQLException cause
                && !FORBIDDEN.contains(String.valueOf(cause.getSQLState()));
    }

    private int migrate(Sql sql, int known) throws SQLException {
        boolean alone = database.dialect().lockSchema(sql);
        try {
            if (!alone && known > 0 && statements(known).anyMatch(Schema::altersTable)) {
                throw new TaskStoreException(
                        "The task tables have version " + known + ", and this program needs version " + VERSION
                                + ". The user of the data source cannot migrate them: while H2 alters a table, changes by other"
                                + " connections are lost, and only an administrator can keep them out. Start this program once with"
                                + " a user that has ADMIN rights, or give them to this one with ALTER USER … ADMIN TRUE. Nothing was"
                                + " changed.",
                        null);
            }
            return migrate(sql);
        } finally {
            database.dialect().unlockSchema(sql);
        }
    }

    /** The versions are inserted last, together: where statements commit by themselves, no other node finds a version half-made. */
    private int migrate(Sql sql) throws SQLException {
        sql.change("CREATE TABLE IF NOT EXISTS gemini_omni_schema (version INTEGER NOT NULL PRIMARY KEY)");
        int found = version(sql);
        for (String statement : statements(found).toList()) {
            sql.change(statement);
        }
        for (int version = found; version < VERSION; version++) {
            sql.change("INSERT INTO gemini_omni_schema (version) VALUES (?)", version + 1);
        }
        return version(sql);
    }

    private Stream<String> statements(int from) {
        return IntStream.range(from, VERSION)
                .mapToObj(database.dialect()::migration)
                .flatMap(List::stream);
    }

    private static boolean altersTable(String statement) {
        return statement.startsWith("ALTER TABLE");
    }

    private static int version(Sql sql) throws SQLException {
        try {
            List<Integer> versions = sql.query(
                    "SELECT COALESCE(MAX(version), 0) AS version FROM gemini_omni_schema",
                    row -> row.getInt("version"));
            return versions.get(0);
        } catch (SQLException e) {
            if (NO_SUCH_TABLE.contains(String.valueOf(e.getSQLState()))) {
                return 0;
            }
            throw e;
        }
    }
}
