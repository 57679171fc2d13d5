package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.CorrelationJson;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.TaskField;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of a task's values, and how the values are written to them and read from them. */
final class TaskColumns {
    /** The values of an INSERT: all but the time of the submission, which the database sets. */
    static final Set<TaskField> INSERTED = EnumSet.complementOf(EnumSet.of(TaskField.SUBMITTED_AT));

    /** The values of an UPDATE of a locked record: all but its channel and key. */
    static final Set<TaskField> WRITTEN = EnumSet.complementOf(EnumSet.of(TaskField.CHANNEL, TaskField.KEY));

    /** The values of an owner's update: all but those that were submitted. */
    static final Set<TaskField> OBSERVED = EnumSet.complementOf(EnumSet.copyOf(TaskField.Part.SUBMITTED.fields()));

    /** The columns of a {@link TaskRecord}, but its history and the time of the database. */
    static final String RECORD = "t.id, t.attempt_token, t.due_at, t.lease_token, t.lease_owner, t.retention_micros, "
            + list(EnumSet.allOf(TaskField.class), column -> "t." + column);

    private TaskColumns() {}

    static String name(TaskField field) {
        return switch (field) {
            case KEY -> "task_key";
            case POLLS -> "questions";
            case UNANSWERED_POLLS -> "unanswered_questions";
            default -> field.name().toLowerCase(Locale.ROOT);
        };
    }

    /** A list in SQL with an element for each column. */
    static String list(Set<TaskField> fields, Function<String, String> each) {
        return fields.stream().map(TaskColumns::name).map(each).collect(Collectors.joining(", "));
    }

    static List<@Nullable Object> values(VideoTask task, Set<TaskField> fields) {
        List<@Nullable Object> values = new ArrayList<>();
        fields.forEach(field -> values.add(value(task, field)));
        return values;
    }

    /** Text, a number or an instant. */
    @SuppressWarnings("unchecked") // there is one field with a map, whose keys are text
    static @Nullable Object value(VideoTask task, TaskField field) {
        Object value = task.value(field);
        if (value instanceof VideoRequest request) {
            return request.toJson();
        }
        if (value instanceof Map<?, ?> headers) {
            return CorrelationJson.write((Map<String, Object>) headers);
        }
        return value instanceof TaskState state ? state.name() : value;
    }

    /** Without its history. @throws UnreadableRecordException if the row has a value that this component does not write */
    static TaskRecord read(ResultSet row) throws SQLException {
        String id = required(row, "id");
        try {
            VideoTask.Builder task = VideoTask.builder();
            for (TaskField field : TaskField.values()) {
                task.set(field, value(row, field));
            }
            return new TaskRecord(
                    id,
                    task.build(),
                    row.getString("attempt_token"),
                    requiredTime(row, "due_at"),
                    row.getString("lease_token"),
                    row.getString("lease_owner"),
                    retention(row),
                    requiredTime(row, "db_now"),
                    "");
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new UnreadableRecordException(id, e);
        }
    }

    private static @Nullable Object value(ResultSet row, TaskField field) throws SQLException {
        String column = name(field);
        return switch (field) {
            case REQUEST -> VideoRequest.fromJson(required(row, column));
            case CORRELATION_HEADERS -> CorrelationJson.read(required(row, column));
            case STATE -> TaskState.valueOf(required(row, column));
            case COST -> amount(row.getString(column));
            default ->
                field.type() == Instant.class
                        ? time(row, column)
                        : field.type() == Integer.class ? (Object) row.getInt(column) : row.getString(column);
        };
    }

    private static @Nullable BigDecimal amount(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }

    static Lease lease(ResultSet row) throws SQLException {
        return new Lease(required(row, "id"), required(row, "lease_token"));
    }

    private static @Nullable Duration retention(ResultSet row) throws SQLException {
        Long micros = row.getObject("retention_micros", Long.class);
        return micros == null ? null : Duration.of(micros, ChronoUnit.MICROS);
    }

    private static String required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    static Instant requiredTime(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(time(row, column), column);
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
