package io.geminiomni.camel.task.jdbc;

import static java.util.stream.Collectors.joining;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskCursor;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskQuery;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The statements that are the same in all databases. It has no rules of transitions. */
final class TaskTable {
    static final String UNIQUE_VIOLATION = "23505";

    private static final String SELECT =
            "SELECT " + TaskColumns.RECORD + ", {now} AS db_now FROM gemini_omni_task AS t ";

    private static final String OF_KEY = SELECT + "WHERE channel = ? AND task_key = ?";

    static final String LOCK_OF_KEY = OF_KEY + " FOR UPDATE";

    private static final String OF_TASK_ID =
            SELECT + "WHERE channel = ? AND task_id = ? ORDER BY submitted_at FETCH FIRST 1 ROWS ONLY";

    private static final String IN_STATE =
            SELECT + "WHERE channel = ? AND state = ? ORDER BY channel, state, submitted_at, id";

    private static final String OVERDUE = SELECT
            + "WHERE state = 'SUBMITTING' AND submitted_at < {now-?} ORDER BY submitted_at"
            + " FETCH FIRST ? ROWS ONLY FOR UPDATE SKIP LOCKED";

    // Each half is a range of an index: videos that wait for their first deliveries are not read.
    private static final String UNDELIVERED = """
            SELECT COUNT(CASE WHEN state = 'COMPLETED' THEN 1 END) AS failing,
              COUNT(CASE WHEN state = 'PARKED' THEN 1 END) AS parked,
              COUNT(CASE WHEN video_url_expires <= {now} THEN 1 END) AS expired,
              MIN(CASE WHEN video_url_expires > {now} THEN video_url_expires END) AS first_expires
            FROM (
              SELECT state, video_url_expires FROM gemini_omni_task WHERE channel = ? AND state = 'PARKED'
              UNION ALL
              SELECT state, video_url_expires FROM gemini_omni_task
              WHERE channel = ? AND state = 'COMPLETED' AND attempts >= ?) AS undelivered
            """;

    /** The {@code lease_owner} of a record without lease that is set aside. */
    private static final String SET_ASIDE = "set aside as unreadable";

    private static final String STATES =
            Arrays.stream(TaskState.values()).map(state -> "'" + state + "'").collect(joining(", ", "(", ")"));

    /** How often {@link #unreadable} has the channel as a parameter. */
    private static final int CHANNELS_IN_UNREADABLE = TaskState.values().length + 2;

    private static final String COUNT_OF_STATE =
            "SELECT '%1$s' AS state, COUNT(*) AS records FROM gemini_omni_task WHERE channel = ? AND state = '%1$s'";

    private static final String BOUNDED_COUNT_OF_STATE =
            "SELECT '%1$s' AS state, COUNT(*) AS records FROM (SELECT state FROM gemini_omni_task"
                    + " WHERE channel = ? AND state = '%1$s' FETCH FIRST ? ROWS ONLY) AS in_state_%1$s";

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

    // One step, as above.
    private static final String NEXT_LANE = """
            SELECT lane FROM gemini_omni_task WHERE channel = ? AND %s
            ORDER BY channel, lane FETCH FIRST 1 ROWS ONLY
            """;

    private static final String NEXT_CHANNEL = """
            SELECT channel FROM gemini_omni_task WHERE %s ORDER BY channel FETCH FIRST 1 ROWS ONLY
            """;

    private static final String NEXT_ACCOUNT = """
            SELECT account FROM gemini_omni_task WHERE channel = ? AND lane = ? AND %s
            ORDER BY channel, lane, account FETCH FIRST 1 ROWS ONLY
            """;

    private static final String UNPOLLED = """
            SELECT COUNT(*) AS tasks, MIN(submitted_at) AS first_submitted FROM gemini_omni_task
            WHERE channel = ? AND lane = ? AND account = ? AND due_at < {now-?}
            HAVING COUNT(*) > 0
            """;

    private static final String MOVED = VideoTaskRepository.MOVED.stream()
            .map(state -> "'" + state + "'")
            .collect(joining(", ", "WHERE channel = ? AND state IN (", ")"));

    private static final String MOVE = "UPDATE gemini_omni_task SET base_url = ?, history = "
            + HistoryColumn.withTransition(
                    "state", "CONCAT('\t', state, '\t', CAST(? AS VARCHAR), '\t')", "CAST(? AS VARCHAR)")
            + " " + MOVED + " AND base_url = ?";

    private static final String PAGE = SELECT + "WHERE channel = ? AND state = ?%s"
            + " ORDER BY channel DESC, state DESC, submitted_at DESC, id DESC FETCH FIRST ? ROWS ONLY";

    private final Dialect dialect;
    private final String nextLane;
    private final String nextAccount;
    private final String nextChannel;
    private final String unreadable;
    private final Supplier<String> ids;

    /** Records in unknown states are before, between and after the known states in the index: each is a range of it. */
    private static String unreadableRecords(Dialect dialect) {
        List<String> states =
                Arrays.stream(TaskState.values()).map(TaskState::name).sorted().toList();
        List<String> ranges = new ArrayList<>();
        ranges.add("lease_owner = '" + SET_ASIDE + "' AND lane IS NOT NULL");
        ranges.add(dialect.isBefore("state", states.get(0)));
        for (int i = 1; i < states.size(); i++) {
            ranges.add(dialect.isAfter("state", "'" + states.get(i - 1) + "'") + " AND "
                    + dialect.isBefore("state", states.get(i)));
        }
        ranges.add(dialect.isAfter("state", "'" + states.get(states.size() - 1) + "'"));
        return ranges.stream()
                .map(range -> "(SELECT COUNT(*) FROM gemini_omni_task WHERE channel = ? AND " + range + ")")
                .collect(joining(" + ", "SELECT ", " AS records"));
    }

    /** @param ids gives the ids of new records */
    TaskTable(Dialect dialect, Supplier<String> ids) {
        this.dialect = dialect;
        this.nextLane = NEXT_LANE.formatted(dialect.isAfter("lane", "?"));
        this.nextAccount = NEXT_ACCOUNT.formatted(dialect.isAfter("account", "?"));
        this.nextChannel = NEXT_CHANNEL.formatted(dialect.isAfter("channel", "?"));
        this.unreadable = unreadableRecords(dialect);
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

    /** The channel's readable records in a state, the earliest submitted first. */
    List<TaskRecord> inState(Sql sql, String channel, TaskState state, int limit) throws SQLException {
        return TaskRows.of(sql, IN_STATE + " FETCH FIRST ? ROWS ONLY", channel, state.name(), limit)
                .readable();
    }

    /** A record in a list, which is empty if it cannot be read. */
    record Listed(TaskCursor place, Optional<VideoTask> task) {
        static Listed of(ResultSet row) throws SQLException {
            TaskCursor place =
                    new TaskCursor(TaskColumns.requiredTime(row, "submitted_at"), String.valueOf(row.getString("id")));
            try {
                return new Listed(place, Optional.of(TaskColumns.read(row).task()));
            } catch (UnreadableRecordException e) {
                return new Listed(place, Optional.empty());
            }
        }
    }

    /** The first records of a list that are in that state. */
    List<Listed> page(Sql sql, TaskQuery query, TaskState state, int limit) throws SQLException {
        StringBuilder conditions = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>(List.of(query.channel(), state.name()));
        TaskCursor after = query.after();
        if (after != null) {
            conditions.append(" AND submitted_at <= ? AND (submitted_at < ? OR id < ?)");
            values.addAll(List.of(after.submittedAt(), after.submittedAt(), after.id()));
        }
        String prefix = query.prefix();
        if (prefix != null) {
            conditions.append(" AND (task_key LIKE ? ESCAPE '!' OR task_id LIKE ? ESCAPE '!')");
            String pattern = prefix.replaceAll("[!%_]", "!$0") + "%";
            values.addAll(List.of(pattern, pattern));
        }
        values.add(limit);
        return sql.query(PAGE.formatted(conditions), Listed::of, values.toArray());
    }

    /** The text of a record's history; empty if there is no such record, or nothing of its history is known. */
    String history(Sql sql, String channel, String key) throws SQLException {
        return sql
                .query(
                        "SELECT COALESCE(history, '') AS history FROM gemini_omni_task WHERE channel = ? AND task_key = ?",
                        row -> String.valueOf(row.getString("history")),
                        channel,
                        key)
                .stream()
                .findFirst()
                .orElse("");
    }

    List<String> channels(Sql sql) throws SQLException {
        return steps(last -> sql.query(nextChannel, row -> row.getString("channel"), last), "");
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
                        channel,
                        attempts)
                .get(0);
    }

    /** The lanes of a channel with tasks to poll. Each costs one lookup in an index, however many tasks it has. */
    Lanes lanes(Sql sql, String channel) throws SQLException {
        return new Lanes(
                steps(last -> sql.query(nextLane, row -> row.getString("lane"), channel, last), Lanes.BEFORE_ASK)
                        .stream()
                        .filter(Lanes::isAsk)
                        .toList());
    }

    /** Finds the next value, in a list of one, or an empty list. */
    private interface Step {
        List<String> after(String last) throws SQLException;
    }

    /** The distinct values of a column after the first one, each found by one lookup in an index. */
    private static List<String> steps(Step step, String first) throws SQLException {
        List<String> found = new ArrayList<>();
        List<String> next = step.after(first);
        while (!next.isEmpty()) {
            found.add(next.get(0));
            next = step.after(next.get(0));
        }
        return found;
    }

    private List<String> accounts(Sql sql, String channel, String lane) throws SQLException {
        return steps(last -> sql.query(nextAccount, row -> row.getString("account"), channel, lane, last), "");
    }

    /** Tasks to poll that have been due for longer than that. */
    List<Unpolled> unpolled(Sql sql, String channel, Duration dueFor) throws SQLException {
        List<Unpolled> unpolled = new ArrayList<>();
        for (String lane : lanes(sql, channel).names()) {
            for (String account : accounts(sql, channel, lane)) {
                unpolled.addAll(sql.query(
                        UNPOLLED,
                        row -> new Unpolled(
                                Lanes.baseUrl(lane),
                                account,
                                row.getLong("tasks"),
                                TaskColumns.requiredTime(row, "first_submitted")),
                        channel,
                        lane,
                        account,
                        Sql.micros(dueFor)));
            }
        }
        return unpolled;
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

    /** The number of the channel's records that are set aside, or in an unknown state. */
    long unreadable(Sql sql, String channel) throws SQLException {
        @Nullable Object[] channels = new @Nullable Object[CHANNELS_IN_UNREADABLE];
        Arrays.fill(channels, channel);
        return sql.query(unreadable, row -> row.getLong("records"), channels).get(0);
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

    Map<TaskState, Long> counts(Sql sql, String channel) throws SQLException {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        sql.query(
                "SELECT state, COUNT(*) AS records FROM gemini_omni_task WHERE channel = ? AND state IN " + STATES
                        + " GROUP BY state",
                row -> counts.put(TaskState.valueOf(row.getString("state")), row.getLong("records")),
                channel);
        return counts;
    }

    /** The number of a channel's records in some states, each counted up to a limit. */
    Map<TaskState, Long> counts(Sql sql, String channel, Set<TaskState> states, int most) throws SQLException {
        boolean bounded = most < Integer.MAX_VALUE;
        String counting = bounded ? BOUNDED_COUNT_OF_STATE : COUNT_OF_STATE;
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            values.add(channel);
            if (bounded) {
                values.add(most);
            }
        }
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        sql.query(
                states.stream().map(counting::formatted).collect(joining(" UNION ALL ")),
                row -> counts.put(TaskState.valueOf(row.getString("state")), row.getLong("records")),
                values.toArray());
        counts.values().removeIf(count -> count == 0);
        return counts;
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
