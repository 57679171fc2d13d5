package io.geminiomni.camel.channel;

import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The component's own task store. It is opened at its first use, and is in memory if no database is set. */
public final class TaskStore {
    private static final Logger LOG = LoggerFactory.getLogger(TaskStore.class);

    private final @Nullable DataSource dataSource;
    private final @Nullable Path directory;
    private @Nullable VideoTaskRepository tasks;
    private @Nullable StoreDirectory storeDirectory;

    /** The first argument that is not null counts. */
    public TaskStore(@Nullable DataSource dataSource, @Nullable Path directory) {
        this.dataSource = dataSource;
        this.directory = directory;
    }

    /** @throws io.geminiomni.camel.task.TaskStoreException if the database cannot be used */
    VideoTaskRepository open(Clock clock) {
        VideoTaskRepository present = tasks;
        if (present == null) {
            present = dataSource != null ? new JdbcVideoTaskRepository(dataSource) : withoutDatabase(clock);
            tasks = present;
        }
        return present;
    }

    void close() {
        tasks = null;
        if (storeDirectory != null) {
            storeDirectory.close();
            storeDirectory = null;
        }
    }

    private VideoTaskRepository withoutDatabase(Clock clock) {
        if (directory != null) {
            return inDirectory(directory);
        }
        LOG.warn(
                "None of taskRepository, dataSource and storeDirectory is set, so tasks are kept in memory: after a restart"
                        + " or a crash these tasks, which are paid for, are not polled any more, and duplicates of their requests"
                        + " are not recognised");
        return new InMemoryVideoTaskRepository(clock);
    }

    private VideoTaskRepository inDirectory(Path directory) {
        try {
            StoreDirectory opened = StoreDirectory.open(directory);
            try {
                VideoTaskRepository tasks = new JdbcVideoTaskRepository(opened.dataSource());
                storeDirectory = opened;
                return tasks;
            } catch (RuntimeException e) {
                closeSuppressed(opened, e);
                throw e;
            }
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "The option storeDirectory is " + directory
                            + ", but H2 is not on the class path: add the dependency com.h2database:h2, or set dataSource or"
                            + " taskRepository instead",
                    e);
        }
    }

    private static void closeSuppressed(StoreDirectory opened, RuntimeException failure) {
        try {
            opened.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
