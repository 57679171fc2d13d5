package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * An H2 database in a folder, for the tasks of one program at a time. What was committed survives the end of the program,
 * however sudden. It needs {@code com.h2database:h2} on the class path.
 */
public final class StoreDirectory implements AutoCloseable {
    private static final String DATABASE = "gemini-omni-tasks";
    private static final String FILE = DATABASE + ".mv.db";

    // async: an interrupted thread closes an ordinary file under H2's feet, and the whole database with it.
    // DB_CLOSE_ON_EXIT: H2 must not close before the routes have stopped.
    // TRACE_LEVEL_FILE: what fails is told by exceptions; H2's file of stack traces grows with each orderly stop.
    private static final String URL =
            "jdbc:h2:async:%s;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;WRITE_DELAY=0;TRACE_LEVEL_FILE=0";

    // H2 locks its file against other processes, but lets one process open it twice: the first to close it closes both.
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path database;
    private final JdbcConnectionPool pool;

    private StoreDirectory(Path database, JdbcConnectionPool pool) {
        this.database = database;
        this.pool = pool;
    }

    /**
     * Opens the database of a folder, and makes neither.
     *
     * @throws TaskStoreException if there is none, or this program has it open already
     * @throws IllegalArgumentException if its path holds a semicolon, which ends a path in an H2 URL
     */
    public static StoreDirectory openExisting(Path folder) {
        if (!Files.exists(folder.resolve(FILE))) {
            throw new TaskStoreException(
                    "The folder '" + folder + "' holds no tasks: there is no file " + FILE
                            + " in it. Name the storeDirectory of the program whose tasks they are.",
                    null);
        }
        return open(folder);
    }

    /**
     * Opens the database of a folder, both of which are made if they are not there. Its file, which will hold prompts and the
     * URLs of videos, and a new folder are for their owner's eyes only. A folder that others can write to is warned about: they
     * could put another database in its place, and H2 runs what a database tells it to.
     *
     * @throws TaskStoreException if the folder cannot be made, or this program has it open already
     * @throws IllegalArgumentException if its path holds a semicolon, which ends a path in an H2 URL
     */
    public static StoreDirectory open(Path folder) {
        Path database = folder.toAbsolutePath().normalize().resolve(DATABASE);
        if (database.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "The storeDirectory '" + folder + "' cannot hold a database: its path has a ';'");
        }
        try {
            new PrivateFolder(folder).prepare(FILE);
        } catch (IOException e) {
            throw new TaskStoreException(
                    "The storeDirectory '" + folder + "' cannot be made: " + e
                            + ". Name a folder that this user may write to.",
                    e);
        }
        if (!OPEN.add(database)) {
            throw new TaskStoreException(
                    "The storeDirectory '" + folder
                            + "' is open already: another component of this program keeps its tasks"
                            + " there. Give each a folder of its own, or share the tasks: one taskRepository for both, or a"
                            + " dataSource.",
                    null);
        }
        try {
            return new StoreDirectory(database, JdbcConnectionPool.create(URL.formatted(database), "sa", ""));
        } catch (RuntimeException | Error e) { // as where H2 is not on the class path
            OPEN.remove(database);
            throw e;
        }
    }

    /** A pool of connections to it. */
    public DataSource dataSource() {
        return pool;
    }

    /** Closes the database, so that another program may open it. */
    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw StoreFailure.of("close the database of the tasks", e);
        } finally {
            pool.dispose();
            OPEN.remove(database);
        }
    }
}
