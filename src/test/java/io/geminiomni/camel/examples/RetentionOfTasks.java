package io.geminiomni.camel.examples;

import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How long an example keeps the records of its finished tasks. */
final class RetentionOfTasks {
    private RetentionOfTasks() {}

    /** The shortest of all tasks that a run has left in this output folder. */
    static Duration in(Path output) throws Exception {
        try (StoreDirectory store = StoreDirectory.open(output.resolve("tasks"));
                Connection connection = store.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT MIN(retention_micros), COUNT(*) FROM gemini_omni_task")) {
            rows.next();
            if (rows.getInt(2) == 0) {
                throw new AssertionError("There is no task in " + output);
            }
            return Duration.of(rows.getLong(1), ChronoUnit.MICROS);
        }
    }
}
