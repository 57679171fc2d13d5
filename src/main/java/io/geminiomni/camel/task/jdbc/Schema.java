package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates the tables, and migrates those of older versions. Several nodes may do so at the same time: one of them does it, the others
 * wait. If the tables have the present version, no right to create tables is needed.
 */
final class Schema {
    private static final int VERSION = 6;
    private static final String PURPOSE = "create or migrate the task tables";
    private static final int ATTEMPTS = 100;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** The table of the versions. Its row 0 is what nodes lock that migrate an embedded database. */
    static final String TABLE = "CREATE TABLE IF NOT EXISTS gemini_omni_schema (version INTEGER NOT NULL PRIMARY KEY)";

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
     * In an embedded database the lock has a time-out, which can be shorter than the migration by another node takes, and a table that
     * another node is creating may be found unfinished. So a failure is retried after a pause.
     */
    private int migrate(int attempt) {
        try {
            int found = version();
            return found < VERSION ? database.defining(PURPOSE, this::lockAndMigrate) : found;
        } catch (TaskStoreException e) {
            if (attempt == ATTEMPTS || database.dialect().isRemote() || isForbidden(e)) {
                throw e;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            return 0;
        }
    }

    private static boolean isForbidden(TaskStoreException failure) {
        return failure.getCause() instanceof SQLException cause
                && FORBIDDEN.contains(String.valueOf(cause.getSQLState()));
    }

    private int lockAndMigrate(Sql lock) throws SQLException {
        database.dialect().lockSchema(lock);
        return database.dialect().isRemote() ? migrate(lock) : database.defining(PURPOSE, this::migrate);
    }

    private int migrate(Sql sql) throws SQLException {
        sql.change(TABLE);
        for (int version = version(sql); version < VERSION; version++) {
            for (String statement : database.dialect().migration(version)) {
                sql.change(statement);
            }
            sql.change("INSERT INTO gemini_omni_schema (version) VALUES (?)", version + 1);
        }
        return version(sql);
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
