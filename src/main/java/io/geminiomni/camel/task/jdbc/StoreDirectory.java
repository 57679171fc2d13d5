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
import org.h2.jdbcx.JdbcDataSource;

/**
 * An H2 database in a folder, for the tasks of one program at a time. Commits survive a crash of the program. It needs
 * {@code com.h2database:h2} on the class path.
 */
public final class StoreDirectory implements AutoCloseable {
    private static final String DATABASE = "gemini-omni-tasks";
    private static final String FILE = DATABASE + ".mv.db";

    // async: an interrupt of a thread would close an ordinary file, and so the database.
    // DB_CLOSE_ON_EXIT: H2 must not close before the routes have stopped.
    // TRACE_LEVEL_FILE: failures are reported by exceptions, and H2's trace file grows with each stop.
    private static final String URL =
            "jdbc:h2:async:%s;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;WRITE_DELAY=0;TRACE_LEVEL_FILE=0";

    // H2 locks its file against other processes, but one process can open it twice, and closes both together.
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path database;
    private final ClosableSource source;
    private final JdbcConnectionPool pool;

    private StoreDirectory(Path database) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(URL.formatted(database));
        h2.setUser("sa");
        h2.setPassword("");
        this.database = database;
        this.source = new ClosableSource(h2);
        this.pool = JdbcConnectionPool.create(source);
    }

    /**
     * Opens the existing database of a folder.
     *
     * @throws TaskStoreException if there is none, or it is open in this program already
     * @throws IllegalArgumentException if the path has a semicolon, which ends the path in an H2 URL
     */
    public static StoreDirectory openExisting(Path folder) {
        if (!Files.exists(folder.resolve(FILE))) {
            throw new TaskStoreException(
                    "The folder '" + folder + "' has no tasks: there is no file " + FILE
                            + " in it. Use the storeDirectory of the program that has the tasks.",
                    null);
        }
        return open(folder);
    }

    /**
     * Opens the database of a folder, and creates both if they are missing. The file, which has prompts and URLs of videos, and a new
     * folder are accessible to their owner only. If others can write to the folder, a warning is logged: they could replace the
     * database, which can have code that H2 runs.
     *
     * @throws TaskStoreException if the folder cannot be created, or the database is open in this program already
     * @throws IllegalArgumentException if the path has a semicolon, which ends the path in an H2 URL
     */
    public static StoreDirectory open(Path folder) {
        Path database = folder.toAbsolutePath().normalize().resolve(DATABASE);
        if (database.toString().indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "The storeDirectory '" + folder + "' cannot have a database: its path has a ';'");
        }
        try {
            new PrivateFolder(folder).prepare(FILE);
        } catch (IOException e) {
            throw new TaskStoreException(
                    "The storeDirectory '" + folder + "' cannot be created: " + e
                            + ". Use a folder that this user may write to.",
                    e);
        }
        if (!OPEN.add(database)) {
            throw new TaskStoreException(
                    "The storeDirectory '" + folder
                            + "' is open already: another component of this program has its tasks"
                            + " there. Use another folder for each component, or share one taskRepository or dataSource.",
                    null);
        }
        try {
            return new StoreDirectory(database);
        } catch (RuntimeException | Error e) { // for example if H2 is not on the class path
            OPEN.remove(database);
            throw e;
        }
    }

    /** A pool of connections to the database. */
    public DataSource dataSource() {
        return pool;
    }

    /** Closes the database, so that another program can open it. */
    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            source.close();
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw StoreFailure.of("close the database of the tasks", e);
        } finally {
            pool.dispose();
            OPEN.remove(database);
        }
    }
}
