package io.geminiomni.camel.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a task: as {@link VideoTask#facts()} gives them, and as they are read from JSON, where a fact that is missing or
 * cannot be read is not known. What is read describes a task. It is not a record, and is never written to a repository.
 */
public final class TaskFacts {
    private final JsonNode facts;

    private TaskFacts(JsonNode facts) {
        this.facts = facts;
    }

    /** The facts of a task; what is not known is left out. */
    static Map<String, Object> of(VideoTask task, boolean withVideoUrl) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("task_id", task.taskId());
        facts.put("channel", task.channel());
        facts.put("key", task.key());
        facts.put("state", task.state().name());
        facts.put("status", task.status());
        facts.put("progress", task.progress());
        facts.put("model", task.model());
        task.request().fields().forEach((name, value) -> facts.merge(name, value, (model, requested) -> model));
        facts.put("created_at", task.createdAt());
        facts.put("completed_at", task.completedAt());
        facts.put("video_url", withVideoUrl ? task.videoUrl() : null);
        facts.put("video_url_expires", task.videoUrlExpires());
        facts.put("error_message", task.errorMessage());
        facts.put("error_category", task.errorCategory());
        facts.put("attempts", task.attempts());
        facts.put("cost", task.cost());
        facts.put("late", task.lateBy());
        facts.put(
                "correlation_headers", task.correlationHeaders().isEmpty() ? null : textual(task.correlationHeaders()));
        facts.values().removeIf(value -> value == null || "".equals(value));
        return textual(facts);
    }

    /** With times as ISO-8601 text. */
    private static Map<String, Object> textual(Map<String, ?> values) {
        Map<String, Object> textual = new LinkedHashMap<>();
        values.forEach((name, value) -> textual.put(name, value instanceof Instant time ? time.toString() : value));
        return textual;
    }

    /** Empty if the text is not a JSON object. */
    public static Optional<TaskFacts> in(String json) {
        try {
            JsonNode root = CorrelationJson.MAPPER.readTree(json);
            return root != null && root.isObject() ? Optional.of(new TaskFacts(root)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public @Nullable String taskId() {
        return text("task_id");
    }

    public @Nullable String videoUrl() {
        return text("video_url");
    }

    /** The channel, or {@code null}. */
    public @Nullable String channel() {
        return text("channel");
    }

    /** Adds the facts to a description of the task. */
    public VideoTask describe(VideoTask.Builder task) {
        VideoRequest request = VideoRequest.describedBy(facts);
        VideoTask.Builder described = task.request(request)
                .fingerprint(request.fingerprint())
                .taskId(taskId())
                .state(state())
                .status(text("status"))
                .progress(facts.path("progress").asInt(0))
                .model(text("model"))
                .createdAt(instant("created_at"))
                .completedAt(instant("completed_at"))
                .videoUrl(videoUrl())
                .videoUrlExpires(instant("video_url_expires"))
                .errorMessage(text("error_message"))
                .errorCategory(text("error_category"))
                .attempts(facts.path("attempts").asInt(0))
                .cost(amount("cost"))
                .lateBy(text("late"));
        String key = text("key");
        return (key == null ? described : described.key(key)).build();
    }

    private TaskState state() {
        String name = text("state");
        for (TaskState state : TaskState.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return videoUrl() == null ? TaskState.WAITING : TaskState.COMPLETED;
    }

    private @Nullable String text(String name) {
        JsonNode value = facts.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    private @Nullable BigDecimal amount(String name) {
        JsonNode value = facts.path(name);
        try {
            return value.isNumber() ? new BigDecimal(value.asText()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Instant instant(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
