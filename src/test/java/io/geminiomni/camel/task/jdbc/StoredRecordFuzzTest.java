package io.geminiomni.camel.task.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geminiomni.camel.task.TaskField;
import io.geminiomni.camel.task.VideoTask;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whatever a stored record holds: it is a task, which can be written again as it is, or it is told that it cannot be read.
 * An input has a column of the record on each line, such as {@code state=WAITING}; the others are those of a sound record.
 */
class StoredRecordFuzzTest {
    private static final Map<String, String> SOUND = sound();

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "request={\"prompt\":\"a cat\"}",
        "\"image_urls\":[",
        "\"duration\":4",
        "correlation_headers={\"a\":1}",
        "{\"instant\":\"2026-03-01T12:00:00Z\"}",
        "{\"long\":\"1\"}",
        "{\"decimal\":\"1e9\"}",
        "state=COMPLETED",
        "task_id=",
        "video_url=https://cdn.example/v.mp4?sig=secret",
        "submitted_at=2026-03-01T12:00:00Z",
        "progress=101",
        "late_by=stalled",
        "retention_micros=-1"
    })
    void record(byte[] input) throws SQLException {
        Map<String, String> columns = new HashMap<>(SOUND);
        new String(input, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(column -> columns.put(column[0], column.length == 2 ? column[1] : null));
        columns.put("id", "id"); // the primary key, which no database leaves out
        VideoTask task;
        try {
            task = TaskColumns.read(row(columns)).task();
        } catch (UnreadableRecordException declared) {
            assertThat(declared.id()).isEqualTo("id");
            return;
        } catch (WrongTypeException noRecordOfTheSchema) {
            return;
        }
        assertIsTheSameAgain(task, columns);
    }

    private static void assertIsTheSameAgain(VideoTask task, Map<String, String> columns) throws SQLException {
        Map<String, String> written = new HashMap<>(columns);
        for (TaskField field : TaskField.values()) {
            Object value = TaskColumns.value(task, field);
            written.put(TaskColumns.name(field), value == null ? null : String.valueOf(value));
        }
        VideoTask again = TaskColumns.read(row(written)).task();
        assertThat(TaskField.values())
                .allSatisfy(
                        field -> assertThat(TaskColumns.value(again, field)).isEqualTo(TaskColumns.value(task, field)));
        assertThat(again.correlationHeaders()).isEqualTo(task.correlationHeaders());
        assertThat(again.request()).isEqualTo(task.request());
    }

    /** As a driver gives it: a column has its own type, whatever it holds. */
    private static ResultSet row(Map<String, String> columns) {
        return (ResultSet) Proxy.newProxyInstance(
                ResultSet.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                    String value = columns.get((String) arguments[0]);
                    return switch (method.getName()) {
                        case "getString" -> value;
                        case "getInt" -> value == null ? 0 : number(value);
                        case "getObject" ->
                            value == null ? null : arguments[1] == Long.class ? wholeNumber(value) : time(value);
                        default -> throw new UnsupportedOperationException(method.toString());
                    };
                });
    }

    private static long wholeNumber(String value) throws WrongTypeException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new WrongTypeException(e);
        }
    }

    private static int number(String value) throws WrongTypeException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new WrongTypeException(e);
        }
    }

    private static OffsetDateTime time(String value) throws WrongTypeException {
        try {
            return Instant.parse(value).atOffset(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new WrongTypeException(e);
        }
    }

    private static final class WrongTypeException extends SQLException {
        WrongTypeException(Throwable cause) {
            super(cause);
        }
    }

    private static Map<String, String> sound() {
        Map<String, String> columns = new HashMap<>();
        Stream.of("id", "channel", "task_key", "fingerprint", "base_url", "account", "task_id", "status")
                .forEach(name -> columns.put(name, name));
        Stream.of("submitted_at", "created_at", "due_at", "db_now")
                .forEach(name -> columns.put(name, "2026-03-01T12:00:00Z"));
        Stream.of("progress", "questions", "unanswered_questions", "attempts").forEach(name -> columns.put(name, "0"));
        columns.put("state", "WAITING");
        columns.put("request", "{\"model\":\"Gemini-Omini\",\"prompt\":\"a cat\"}");
        columns.put("correlation_headers", "{}");
        return columns;
    }
}
