package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Tasks in a database whose time and ids are determined by a simulation. */
public final class SimulatedJdbcTasks {
    private SimulatedJdbcTasks() {}

    /**
     * @param now an SQL expression for the present time
     * @param ids gives new ids
     */
    public static VideoTaskRepository of(DataSource dataSource, String now, Supplier<String> ids) {
        return new JdbcVideoTaskRepository(dataSource, () -> now, ids);
    }
}
