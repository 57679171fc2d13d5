package io.geminiomni.camel.task.jdbc;

import static java.util.stream.Collectors.joining;

import io.geminiomni.camel.task.TaskCursor;
import io.geminiomni.camel.task.TaskQuery;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Undelivered;
import io.geminiomni.camel.task.Unpolled;
import io.geminiomni.camel.task.VideoTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and counts tasks, without a lock, and finds the channels and lanes that have any. */
final class TaskQueries {
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

    /** How often {@link #unreadable} has the channel as a parameter. */
    private static final int CHANNELS_IN_UNREADABLE = TaskState.values().length + 2;

    private static final String COUNT_OF_STATE =
            "SELECT '%1$s' AS state, COUNT(*) AS records FROM gemini_omni_task WHERE channel = ? AND state = '%1$s'";

    private static final String BOUNDED_COUNT_OF_STATE =
            "SELECT '%1$s' AS state, COUNT(*) AS records FROM (SELECT state FROM gemini_omni_task"
                    + " WHERE channel = ? AND state = '%1$s' FETCH FIRST ? ROWS ONLY) AS in_state_%1$s";

    // One step of a loop over the few distinct values, each found by the index.
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

    private static final String PAGE = TaskTable.SELECT + "WHERE channel = ? AND state = ?%s"
            + " ORDER BY channel DESC, state DESC, submitted_at DESC, id DESC FETCH FIRST ? ROWS ONLY";

    private final String nextLane;
    private final String nextAccount;
    private final String nextChannel;
    private final String unreadable;

    TaskQueries(Dialect dialect) {
        this.nextLane = NEXT_LANE.formatted(dialect.isAfter("lane", "?"));
        this.nextAccount = NEXT_ACCOUNT.formatted(dialect.isAfter("account", "?"));
        this.nextChannel = NEXT_CHANNEL.formatted(dialect.isAfter("channel", "?"));
        this.unreadable = unreadableRecords(dialect);
    }

    /** Records in unknown states are before, between and after the known states in the index: each is a range of it. */
    private static String unreadableRecords(Dialect dialect) {
        List<String> states =
                Arrays.stream(TaskState.values()).map(TaskState::name).sorted().toList();
        List<String> ranges = new ArrayList<>();
        ranges.add("lease_owner = '" + TaskTable.SET_ASIDE + "' AND lane IS NOT NULL");
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

    /** The channel's readable records in a state, the earliest submitted first. */
    List<TaskRecord> inState(Sql sql, String channel, TaskState state, int limit) throws SQLException {
        return TaskRows.of(sql, TaskTable.IN_STATE + " FETCH FIRST ? ROWS ONLY", channel, state.name(), limit)
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

    /** The number of the channel's records that are set aside, or in an unknown state. */
    long unreadable(Sql sql, String channel) throws SQLException {
        @Nullable Object[] channels = new @Nullable Object[CHANNELS_IN_UNREADABLE];
        Arrays.fill(channels, channel);
        return sql.query(unreadable, row -> row.getLong("records"), channels).get(0);
    }

    Map<TaskState, Long> counts(Sql sql, String channel) throws SQLException {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        sql.query(
                "SELECT state, COUNT(*) AS records FROM gemini_omni_task WHERE channel = ? AND state IN "
                        + TaskTable.STATES + " GROUP BY state",
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
}
