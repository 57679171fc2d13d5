package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are read together. A record that cannot be read is logged with its id and skipped, so that it does not delay the
 * others, which are paid for.
 */
final class TaskRows {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRows.class);

    static final TaskRows NONE = new TaskRows();

    private final List<TaskRecord> readable = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    private TaskRows() {}

    /** Runs a query for whole records. */
    static TaskRows of(Sql sql, String query, @Nullable Object... values) throws SQLException {
        TaskRows rows = new TaskRows();
        sql.query(query, rows::add, values);
        return rows;
    }

    /** The same rows, with the readable ones changed. */
    TaskRows map(UnaryOperator<TaskRecord> change) {
        TaskRows rows = new TaskRows();
        readable.forEach(row -> rows.readable.add(change.apply(row)));
        rows.unreadable.addAll(unreadable);
        return rows;
    }

    private boolean add(ResultSet row) throws SQLException {
        try {
            return readable.add(TaskColumns.read(row));
        } catch (UnreadableRecordException e) {
            LOG.error(
                    "{} The other records are not affected: see \"A record that cannot be read\" for operators",
                    e.getMessage());
            return unreadable.add(e.id());
        }
    }

    /** In the order of the query. */
    List<TaskRecord> readable() {
        return readable;
    }

    /** The ids of the others. */
    List<String> unreadable() {
        return unreadable;
    }
}
