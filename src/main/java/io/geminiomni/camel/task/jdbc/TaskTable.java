package io.geminiomni.camel.task.jdbc;

import static java.util.stream.Collectors.joining;

import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.VideoTask;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The statements that all databases understand alike. Holds no rule about what may follow what. */
final class TaskTable {
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String SELECT = "SELECT t.*, {now} AS db_now FROM gemini_omni_task AS t ";

    private static final String OF_KEY = SELECT + "WHERE channel = ? AND task_key = ?";

    private static final String OF_TASK_ID =
            SELECT + "WHERE channel = ? AND task_id = ? ORDER BY submitted_at FETCH FIRST 1 ROWS ONLY";

    private static final String IN_STATE = SELECT + "WHERE channel = ? AND state = ? ORDER BY submitted_at, id";

    private static final String OVERDUE = SELECT
            + "WHERE state = 'SUBMITTING' AND submitted_at < {now-?} ORDER BY submitted_at"
            + " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED";

    private static final String UNDELIVERED = """
            SELECT COUNT(CASE WHEN state = 'COMPLETED' THEN 1 END) AS failing,
              COUNT(CASE WHEN state = 'PARKED' THEN 1 END) AS parked,
              COUNT(CASE WHEN video_url_expires <= {now} THEN 1 END) AS expired,
              MIN(CASE WHEN video_url_expires > {now} THEN video_url_expires END) AS first_expires
            FROM gemini_omni_task
            WHERE channel = ? AND state IN ('PARKED', 'COMPLETED') AND (state = 'PARKED' OR attempts >= ?)
            """;

    /** What {@code lease_owner} says, where there is no lease, of a record that is set aside. */
    private static final String SET_ASIDE = "set aside as unreadable";

    private static final String STATES =
            Arrays.stream(TaskState.values()).map(state -> "'" + state + "'").collect(joining(", ", "(", ")"));

    private static final String UNREADABLE = """
            SELECT (SELECT COUNT(*) FROM gemini_omni_task WHERE channel = ? AND lane IS NOT NULL AND lease_owner = ?)
              + (SELECT COUNT(*) FROM gemini_omni_task WHERE channel = ? AND state NOT IN %s) AS records
            """.formatted(STATES);

    private static final String INSERT = Stream.of(TaskColumns.FIXED, TaskColumns.OBSERVED)
            .flatMap(List::stream)
            .collect(joining(
                    ", ",
                    "INSERT INTO gemini_omni_task (id, channel, task_key, attempt_token, due_at, submitted_at, ",
                    ") VALUES (?, ?, ?, ?, {now+?}, {now}"
                            + ", ?".repeat(TaskColumns.FIXED.size() + TaskColumns.OBSERVED.size()) + ")"));

    private static final String WRITE = Stream.of(TaskColumns.FIXED, TaskColumns.OBSERVED)
            .flatMap(List::stream)
            .map(column -> column + " = ?")
            .collect(joining(
                    ", ",
                    "UPDATE gemini_omni_task SET attempt_token = ?, submitted_at = ?, due_at = ?, lease_token = ?,"
                            + " lease_owner = ?, finished_at = ?, ",
                    " WHERE id = ?"));

    private static final String FINISHED = """
            SELECT id FROM gemini_omni_task WHERE finished_at < {now-?}
            ORDER BY finished_at FETCH FIRST ? ROWS ONLY
            FOR UPDATE SKIP LOCKED
            """;

    private final Dialect dialect;

    TaskTable(Dialect dialect) {
        this.dialect = dialect;
    }

    Optional<TaskRow> ofKey(Sql sql, String channel, String key) throws SQLException {
        return sql.query(OF_KEY, TaskColumns::read, channel, key).stream().findFirst();
    }

    /** The same, and nobody else changes it before the transaction ends. */
    Optional<TaskRow> lockOfKey(Sql sql, String channel, String key) throws SQLException {
        return sql.query(OF_KEY + " FOR UPDATE", TaskColumns::read, channel, key).stream()
                .findFirst();
    }

    Optional<TaskRow> ofTaskId(Sql sql, String channel, String taskId) throws SQLException {
        return sql.query(OF_TASK_ID, TaskColumns::read, channel, taskId).stream()
                .findFirst();
    }

    /** The channel's records in a state that can be read, the earliest submitted first. */
    List<TaskRow> inState(Sql sql, String channel, TaskState state, int limit) throws SQLException {
        return TaskRows.of(sql, IN_STATE + " FETCH FIRST ? ROWS ONLY", channel, state.name(), limit)
                .readable();
    }

    List<String> channels(Sql sql) throws SQLException {
        return sql.query(
                "SELECT DISTINCT channel FROM gemini_omni_task ORDER BY channel", row -> row.getString("channel"));
    }

    Undelivered undelivered(Sql sql, String channel, int attempts) throws SQLException {
        return sql.query(
                        UNDELIVERED,
                        row -> new Undelivered(
                                row.getLong("failing"),
                                row.getLong("parked"),
                                row.getLong("expired"),
                                TaskColumns.time(row, "first_expires")),
                        channel,
                        attempts)
                .get(0);
    }

    List<TaskRow> lockInState(Sql sql, String channel, TaskState state) throws SQLException {
        return TaskRows.of(sql, IN_STATE + " FOR UPDATE", channel, state.name()).readable();
    }

    /** Records that have been SUBMITTING for longer than that, except those that somebody is changing right now. */
    TaskRows lockOverdue(Sql sql, Duration submitTimeout, int limit) throws SQLException {
        return TaskRows.of(sql, OVERDUE, Sql.micros(submitTimeout), limit);
    }

    /** Makes records UNKNOWN that are overdue and cannot be read. */
    void sweepUnreadable(Sql sql, List<String> ids) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(new @Nullable Object[] {id}));
        sql.changeEach("UPDATE gemini_omni_task SET state = 'UNKNOWN' WHERE id = ?", batch);
    }

    /**
     * Lets nobody claim these records for that time.
     *
     * @param counted how many delivery attempts they were counted by the claim that found them
     */
    void setAside(Sql sql, List<String> ids, Duration time, int counted) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(new @Nullable Object[] {Sql.micros(time), SET_ASIDE, counted, id}));
        sql.changeEach(
                "UPDATE gemini_omni_task SET due_at = {now+?}, lease_token = NULL, lease_owner = ?,"
                        + " attempts = attempts - CAST(? AS INTEGER) WHERE id = ?",
                batch);
    }

    /** How many records of the channel are set aside, or in no state that there is. */
    long unreadable(Sql sql, String channel) throws SQLException {
        return sql.query(UNREADABLE, row -> row.getLong("records"), channel, SET_ASIDE, channel)
                .get(0);
    }

    /**
     * Adds a record, submitted now by the database's time and due after that delay, unless its key is taken.
     *
     * @return the record as it was added, or empty if the key is taken
     */
    Optional<VideoTask> insert(Sql sql, VideoTask task, @Nullable String attemptToken, Duration due)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(
                Arrays.asList(UUID.randomUUID().toString(), task.channel(), task.key(), attemptToken, Sql.micros(due)));
        values.addAll(TaskColumns.fixed(task));
        values.addAll(TaskColumns.observed(task));
        try {
            Instant submittedAt = sql.insert(INSERT + dialect.unlessKeyIsTaken(), "submitted_at", values.toArray());
            return Optional.ofNullable(submittedAt)
                    .map(time -> task.toBuilder().submittedAt(time).build());
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes records that the transaction has locked. */
    void write(Sql sql, List<TaskRow> rows) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (TaskRow row : rows) {
            VideoTask task = row.task();
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                    row.attemptToken(),
                    task.submittedAt(),
                    row.dueAt(),
                    row.leaseToken(),
                    row.leaseOwner(),
                    task.state().isFinished() ? row.now() : null));
            values.addAll(TaskColumns.fixed(task));
            values.addAll(TaskColumns.observed(task));
            values.add(row.id());
            batch.add(values.toArray());
        }
        sql.changeEach(WRITE, batch);
    }

    VideoTask write(Sql sql, TaskRow row) throws SQLException {
        write(sql, List.of(row));
        return row.task();
    }

    /** The state and the lease of a record. */
    record Hold(String id, TaskState state, @Nullable String leaseToken) {}

    List<Hold> holds(Sql sql, String[] ids) throws SQLException {
        return sql.query(
                "SELECT id, state, lease_token FROM gemini_omni_task WHERE id = ANY(?) AND state IN " + STATES,
                row -> new Hold(
                        row.getString("id"), TaskState.valueOf(row.getString("state")), row.getString("lease_token")),
                (Object) ids);
    }

    Map<TaskState, Long> counts(Sql sql, @Nullable String channel) throws SQLException {
        String where = " WHERE state IN " + STATES + (channel == null ? "" : " AND channel = ?");
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        sql.query(
                "SELECT state, COUNT(*) AS records FROM gemini_omni_task" + where + " GROUP BY state",
                row -> counts.put(TaskState.valueOf(row.getString("state")), row.getLong("records")),
                channel == null ? new Object[0] : new Object[] {channel});
        return counts;
    }

    /** Deletes records that have been finished for longer than that. @return how many */
    int deleteFinished(Sql sql, Duration retention, int limit) throws SQLException {
        List<String> ids = sql.query(FINISHED, row -> row.getString("id"), Sql.micros(retention), limit);
        return ids.isEmpty()
                ? 0
                : sql.change("DELETE FROM gemini_omni_task WHERE id = ANY(?)", (Object) ids.toArray(new String[0]));
    }
}
