package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Tasks in a database whose time and ids are determined by a simulation. */
public final class SimulatedJdbcTasks {
    private SimulatedJdbcTasks() {}

    /** @param ids gives new ids */
    public static VideoTaskRepository of(DataSource dataSource, Clock clock, Supplier<String> ids) {
        return new JdbcVideoTaskRepository(
                dataSource,
                () -> "TIMESTAMP WITH TIME ZONE '"
                        + clock.instant()
                                .truncatedTo(ChronoUnit.MICROS)
                                .toString()
                                .replace('T', ' ')
                                .replace("Z", "+00:00") + "'",
                ids);
    }
}
