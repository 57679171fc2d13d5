package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which column holds which part of a task, on the way in and on the way out. */
final class TaskColumns {
    /** What a submission fixes. */
    static final List<String> FIXED = List.of("fingerprint", "base_url", "request", "correlation_headers", "task_id");

    /** Where a task stands and what the gateway said of it. */
    static final List<String> OBSERVED = List.of(
            "account",
            "state",
            "status",
            "progress",
            "model",
            "created_at",
            "completed_at",
            "video_url",
            "video_url_expires",
            "error_message",
            "error_category",
            "questions",
            "unanswered_questions",
            "attempts",
            "late_by");

    private TaskColumns() {}

    /** The values of {@link #FIXED}. */
    static List<@Nullable Object> fixed(VideoTask task) {
        return Arrays.asList(
                task.fingerprint(),
                task.baseUrl(),
                task.request().toJson(),
                CorrelationJson.write(task.correlationHeaders()),
                task.taskId());
    }

    /** The values of {@link #OBSERVED}: text, whole numbers and instants. */
    static List<@Nullable Object> observed(VideoTask task) {
        return Arrays.asList(
                task.account(),
                task.state().name(),
                task.status(),
                task.progress(),
                task.model(),
                task.createdAt(),
                task.completedAt(),
                task.videoUrl(),
                task.videoUrlExpires(),
                task.errorMessage(),
                task.errorCategory(),
                task.questions(),
                task.unansweredQuestions(),
                task.attempts(),
                task.lateBy());
    }

    /** @throws UnreadableRecordException if the row holds something that was not written here */
    static TaskRow read(ResultSet row) throws SQLException {
        String id = required(row, "id");
        try {
            return new TaskRow(
                    id,
                    task(row),
                    row.getString("attempt_token"),
                    requiredTime(row, "due_at"),
                    row.getString("lease_token"),
                    row.getString("lease_owner"),
                    retention(row),
                    requiredTime(row, "db_now"));
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            throw new UnreadableRecordException(id, e);
        }
    }

    static Lease lease(ResultSet row) throws SQLException {
        return new Lease(required(row, "id"), required(row, "lease_token"));
    }

    private static VideoTask task(ResultSet row) throws SQLException {
        return VideoTask.builder()
                .channel(required(row, "channel"))
                .key(required(row, "task_key"))
                .fingerprint(required(row, "fingerprint"))
                .baseUrl(required(row, "base_url"))
                .request(VideoRequest.fromJson(required(row, "request")))
                .correlationHeaders(CorrelationJson.read(required(row, "correlation_headers")))
                .taskId(row.getString("task_id"))
                .submittedAt(requiredTime(row, "submitted_at"))
                .account(required(row, "account"))
                .state(TaskState.valueOf(required(row, "state")))
                .status(row.getString("status"))
                .progress(row.getInt("progress"))
                .model(row.getString("model"))
                .createdAt(time(row, "created_at"))
                .completedAt(time(row, "completed_at"))
                .videoUrl(row.getString("video_url"))
                .videoUrlExpires(time(row, "video_url_expires"))
                .errorMessage(row.getString("error_message"))
                .errorCategory(row.getString("error_category"))
                .questions(row.getInt("questions"))
                .unansweredQuestions(row.getInt("unanswered_questions"))
                .attempts(row.getInt("attempts"))
                .lateBy(row.getString("late_by"))
                .build();
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
