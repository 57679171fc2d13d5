package io.geminiomni.camel.benchmark;

import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.nio.file.Path;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/** The kinds of task store. */
enum Store {
    MEMORY,
    /** A folder, with each write forced to the disk. */
    H2,
    /** A server on this machine, with {@code fsync} off. */
    POSTGRESQL;

    private static final int CONNECTIONS = 32;

    /** A new store, and how it is closed. */
    record Opened(VideoTaskRepository tasks, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    Opened open(Path folder) throws Exception {
        switch (this) {
            case H2:
                StoreDirectory directory =
                        StoreDirectory.open(folder.resolve(UUID.randomUUID().toString()));
                return new Opened(new JdbcVideoTaskRepository(directory.dataSource()), directory::close);
            case POSTGRESQL:
                JdbcConnectionPool pool = JdbcConnectionPool.create(Postgres.newDatabase());
                pool.setMaxConnections(CONNECTIONS);
                return new Opened(new JdbcVideoTaskRepository(pool), pool::dispose);
            default:
                return new Opened(new InMemoryVideoTaskRepository(), () -> {});
        }
    }

    @Override
    public String toString() {
        return switch (this) {
            case MEMORY -> "memory";
            case H2 -> "H2";
            case POSTGRESQL -> "PostgreSQL";
        };
    }
}
