package io.geminiomni.camel.task.jdbc;

import static java.util.stream.Collectors.joining;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads and writes records by statements that are the same in all databases. It has no rules of transitions. */
final class TaskTable {
    static final String UNIQUE_VIOLATION = "23505";

    static final String SELECT = "SELECT " + TaskColumns.RECORD + ", {now} AS db_now FROM gemini_omni_task AS t ";

    private static final String OF_KEY = SELECT + "WHERE channel = ? AND task_key = ?";

    static final String LOCK_OF_KEY = OF_KEY + " FOR UPDATE";

    private static final String OF_TASK_ID =
            SELECT + "WHERE channel = ? AND task_id = ? ORDER BY submitted_at FETCH FIRST 1 ROWS ONLY";

    static final String IN_STATE = SELECT + "WHERE channel = ? AND state = ? ORDER BY channel, state, submitted_at, id";

    private static final String OVERDUE = SELECT
            + "WHERE state = 'SUBMITTING' AND submitted_at < {now-?} ORDER BY submitted_at"
            + " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED";

    /** The {@code lease_owner} of a record without lease that is set aside. */
    static final String SET_ASIDE = "set aside as unreadable";

    static final String STATES =
            Arrays.stream(TaskState.values()).map(state -> "'" + state + "'").collect(joining(", ", "(", ")"));

    private static final String INSERT = """
            INSERT INTO gemini_omni_task (id, attempt_token, retention_micros, due_at, submitted_at, history, %s)
            VALUES (?, ?, CAST(? AS BIGINT), {now+?}, {now}, %s, %s)""".formatted(
                    TaskColumns.list(TaskColumns.INSERTED, column -> column),
                    HistoryColumn.begun("?"),
                    TaskColumns.list(TaskColumns.INSERTED, column -> "?"));

    private static final String WRITE = """
            UPDATE gemini_omni_task SET attempt_token = ?, due_at = ?, lease_token = ?, lease_owner = ?,
              retention_micros = CAST(? AS BIGINT), finished_at = ?, history = %s, %s
            WHERE id = ?
            """.formatted(
                    HistoryColumn.appended("CAST(? AS VARCHAR)"),
                    TaskColumns.list(TaskColumns.WRITTEN, column -> column + " = ?"));

    // Without a lock, as H2 would lock all matching rows. The deletion checks the condition again.
    // The lower bound excludes the records that are not finished, which H2 has first in the index.
    private static final String FINISHED = """
            SELECT id FROM gemini_omni_task
            WHERE retention_micros = ? AND finished_at > TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00' AND finished_at < {now-?}
            ORDER BY retention_micros, finished_at FETCH FIRST ? ROWS ONLY
            """;

    private static final String FINISHED_WITHOUT_RETENTION =
            FINISHED.replace("retention_micros = ?", "retention_micros IS NULL");

    // One step of a loop over the few distinct values, each found by the index.
    private static final String NEXT_RETENTION = """
            SELECT retention_micros FROM gemini_omni_task WHERE retention_micros >= ? AND finished_at IS NOT NULL
            ORDER BY retention_micros FETCH FIRST 1 ROWS ONLY
            """;

    private static final String MOVED = VideoTaskRepository.MOVED.stream()
            .map(state -> "'" + state + "'")
            .collect(joining(", ", "WHERE channel = ? AND state IN (", ")"));

    private static final String MOVE = "UPDATE gemini_omni_task SET base_url = ?, history = "
            + HistoryColumn.withTransition(
                    "state", "CONCAT('\t', state, '\t', CAST(? AS VARCHAR), '\t')", "CAST(? AS VARCHAR)")
            + " " + MOVED + " AND base_url = ?";

    private final Dialect dialect;
    private final Supplier<String> ids;

    /** @param ids gives the ids of new records */
    TaskTable(Dialect dialect, Supplier<String> ids) {
        this.dialect = dialect;
        this.ids = ids;
    }

    Optional<TaskRecord> ofKey(Sql sql, String channel, String key) throws SQLException {
        return sql.query(OF_KEY, TaskColumns::read, channel, key).stream().findFirst();
    }

    /** The same, locked until the transaction ends. */
    Optional<TaskRecord> lockOfKey(Sql sql, String channel, String key) throws SQLException {
        return sql.query(LOCK_OF_KEY, TaskColumns::read, channel, key).stream().findFirst();
    }

    /** The records of several keys, locked in the order of the keys; without those that there are not. */
    Map<RowName, TaskRecord> lockOfKeys(Sql sql, Collection<RowName> keys) throws SQLException {
        Map<String, List<String>> byChannel = new TreeMap<>();
        keys.stream()
                .sorted()
                .forEach(name -> byChannel
                        .computeIfAbsent(name.channel(), any -> new ArrayList<>())
                        .add(name.key()));
        Map<RowName, TaskRecord> locked = new HashMap<>();
        for (Map.Entry<String, List<String>> each : byChannel.entrySet()) {
            for (TaskRecord row : dialect.lockOfKeys(sql, each.getKey(), each.getValue())) {
                locked.put(RowName.of(row.task()), row);
            }
        }
        return locked;
    }

    Optional<TaskRecord> ofTaskId(Sql sql, String channel, String taskId) throws SQLException {
        return sql.query(OF_TASK_ID, TaskColumns::read, channel, taskId).stream()
                .findFirst();
    }

    /** @return how many tasks were moved */
    int move(Sql sql, String channel, String fromBaseUrl, String toBaseUrl, String by) throws SQLException {
        int moved = 0;
        for (String spelling : sql.query(
                "SELECT DISTINCT base_url FROM gemini_omni_task " + MOVED, row -> row.getString("base_url"), channel)) {
            if (BaseUrl.isSame(spelling, fromBaseUrl)) {
                moved +=
                        sql.change(MOVE, toBaseUrl, TaskHistory.cut(TaskRecord.move(toBaseUrl)), by, channel, spelling);
            }
        }
        return moved;
    }

    List<TaskRecord> lockInState(Sql sql, String channel, TaskState state) throws SQLException {
        return TaskRows.of(sql, IN_STATE + " FOR UPDATE", channel, state.name()).readable();
    }

    /** Records that have been SUBMITTING for longer than that, except those that are locked. */
    TaskRows lockOverdue(Sql sql, Duration submitTimeout, int limit) throws SQLException {
        return TaskRows.of(sql, OVERDUE, Sql.micros(submitTimeout), limit);
    }

    /** Makes overdue records that cannot be read UNKNOWN. */
    void sweepUnreadable(Sql sql, List<String> ids) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(new @Nullable Object[] {TaskHistory.program(), id}));
        sql.changeEach(
                "UPDATE gemini_omni_task SET state = 'UNKNOWN', error_message = 'No outcome was recorded in time, and the"
                        + " record could not be read', history = "
                        + HistoryColumn.withTransition(
                                "state",
                                "'" + TaskHistory.untilBy(TaskState.UNKNOWN, "No outcome was recorded in time") + "'",
                                "?")
                        + " WHERE id = ?",
                batch);
    }

    /**
     * Prevents claims of these records for that time.
     *
     * @param counted the delivery attempts that the claim has counted
     */
    void setAside(Sql sql, List<String> ids, Duration time, int counted) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(new @Nullable Object[] {Sql.micros(time), SET_ASIDE, counted, id}));
        sql.changeEach(
                "UPDATE gemini_omni_task SET due_at = {now+?}, lease_token = NULL, lease_owner = ?,"
                        + " attempts = attempts - CAST(? AS INTEGER) WHERE id = ?",
                batch);
    }

    /**
     * Adds a record, submitted now by the database's time, unless its key is taken.
     *
     * @param retention how long the record is kept when it is finished, or {@code null} if its submission has none
     * @param due the delay until the task is due
     * @param reason why there is a record in this state, for its history
     * @param by who adds it, for its history
     * @return empty if the key is taken
     */
    Optional<Inserted> insert(
            Sql sql,
            VideoTask task,
            @Nullable String attemptToken,
            @Nullable Duration retention,
            Duration due,
            @Nullable String reason,
            String by)
            throws SQLException {
        String id = ids.get();
        try {
            return sql.insert(
                            INSERT + dialect.unlessKeyIsTaken(),
                            "submitted_at",
                            values(id, task, attemptToken, retention, due, reason, by))
                    .map(time ->
                            new Inserted(id, task.toBuilder().submittedAt(time).build()));
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * A record that was added.
     *
     * @param task as stored
     */
    record Inserted(String id, VideoTask task) {}

    /** The values of an INSERT. */
    private static @Nullable Object[] values(
            String id,
            VideoTask task,
            @Nullable String attemptToken,
            @Nullable Duration retention,
            Duration due,
            @Nullable String reason,
            String by) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                id,
                attemptToken,
                Sql.microsOrNull(retention),
                Sql.micros(due),
                TaskHistory.rest(null, task.state(), reason, by)));
        values.addAll(TaskColumns.values(task, TaskColumns.INSERTED));
        return values.toArray();
    }

    /**
     * Adds records of intents, submitted now by the database's time, unless their keys are taken.
     *
     * @return those that were added, by the token of their submission
     */
    Map<String, Inserted> insert(Sql sql, List<Submission> submissions, String by) throws SQLException {
        Map<String, Inserted> inserted = new HashMap<>();
        if (dialect.unlessKeyIsTaken().isEmpty() || submissions.size() == 1) {
            for (Submission submission : submissions) {
                insert(
                                sql,
                                submission.submitting(Instant.EPOCH),
                                submission.token(),
                                submission.retention(),
                                Duration.ZERO,
                                null,
                                by)
                        .ifPresent(task -> inserted.put(submission.token(), task));
            }
            return inserted;
        }
        List<@Nullable Object[]> batch = new ArrayList<>();
        List<String> newIds = new ArrayList<>();
        for (Submission submission : submissions) {
            String id = ids.get();
            newIds.add(id);
            batch.add(values(
                    id,
                    submission.submitting(Instant.EPOCH),
                    submission.token(),
                    submission.retention(),
                    Duration.ZERO,
                    null,
                    by));
        }
        int[] counts = sql.changeEach(INSERT + dialect.unlessKeyIsTaken(), batch);
        Set<String> present = Arrays.stream(counts).anyMatch(count -> count == Statement.SUCCESS_NO_INFO)
                ? tokens(sql, submissions)
                : Set.of();
        for (int i = 0; i < counts.length; i++) {
            Submission submission = submissions.get(i);
            if (counts[i] > 0 || present.contains(submission.token())) {
                inserted.put(submission.token(), new Inserted(newIds.get(i), submission.submitting(sql.now())));
            }
        }
        return inserted;
    }

    /** Takes back what this transaction has inserted. */
    void delete(Sql sql, List<Inserted> inserted) throws SQLException {
        if (!inserted.isEmpty()) {
            sql.change("DELETE FROM gemini_omni_task WHERE id = ANY(?)", (Object)
                    inserted.stream().map(Inserted::id).toArray(String[]::new));
        }
    }

    /** Of a driver that does not count the rows of a batch: the attempts that are recorded. */
    private static Set<String> tokens(Sql sql, List<Submission> submissions) throws SQLException {
        return Set.copyOf(sql.query(
                "SELECT attempt_token FROM gemini_omni_task WHERE attempt_token = ANY(?)",
                row -> row.getString("attempt_token"),
                (Object) submissions.stream().map(Submission::token).toArray(String[]::new)));
    }

    /** The states in which a task may change to this one, each between spaces. */
    static String statesBefore(TaskState next) {
        return Arrays.stream(TaskState.values())
                .filter(state -> state == next || state.canBecome(next))
                .map(TaskState::name)
                .collect(joining(" ", " ", " "));
    }

    /** Writes records that the transaction has locked. */
    void write(Sql sql, List<TaskRecord> rows) throws SQLException {
        List<@Nullable Object[]> batch = new ArrayList<>();
        for (TaskRecord row : rows) {
            VideoTask task = row.task();
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                    row.attemptToken(),
                    row.dueAt(),
                    row.leaseToken(),
                    row.leaseOwner(),
                    Sql.microsOrNull(row.retention()),
                    task.state().isFinished() ? row.at() : null,
                    row.history()));
            values.addAll(TaskColumns.values(task, TaskColumns.WRITTEN));
            values.add(row.id());
            batch.add(values.toArray());
        }
        sql.changeEach(WRITE, batch);
    }

    VideoTask write(Sql sql, TaskRecord row) throws SQLException {
        write(sql, List.of(row));
        return row.task();
    }

    /** Writes the cost of a record that the transaction has locked. */
    void writeCost(Sql sql, TaskRecord row) throws SQLException {
        sql.change(
                "UPDATE gemini_omni_task SET cost = CAST(? AS DECIMAL(18, 6)) WHERE id = ?",
                row.task().cost(),
                row.id());
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

    /** The distinct retentions of finished records, the shortest first. */
    List<Duration> retentions(Sql sql) throws SQLException {
        List<Duration> retentions = new ArrayList<>();
        List<Long> next = sql.query(NEXT_RETENTION, row -> row.getLong(1), 0L);
        while (!next.isEmpty()) {
            retentions.add(Duration.of(next.get(0), ChronoUnit.MICROS));
            next = sql.query(NEXT_RETENTION, row -> row.getLong(1), next.get(0) + 1);
        }
        return retentions;
    }

    /** Deletes records with that retention that have been finished for longer. @return their number */
    int deleteFinished(Sql sql, Duration retention, int limit) throws SQLException {
        long micros = Sql.micros(retention);
        return delete(sql, sql.query(FINISHED, row -> row.getString("id"), micros, micros, limit), micros);
    }

    /** Deletes records without retention that have been finished for longer than that. @return their number */
    int deleteFinishedWithoutRetention(Sql sql, Duration retention, int limit) throws SQLException {
        long micros = Sql.micros(retention);
        return delete(sql, sql.query(FINISHED_WITHOUT_RETENTION, row -> row.getString("id"), micros, limit), micros);
    }

    private static int delete(Sql sql, List<String> ids, long micros) throws SQLException {
        return ids.isEmpty()
                ? 0
                : sql.change(
                        "DELETE FROM gemini_omni_task WHERE id = ANY(?) AND finished_at < {now-?}",
                        ids.toArray(new String[0]),
                        micros);
    }
}
