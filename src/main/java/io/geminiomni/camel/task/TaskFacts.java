package io.geminiomni.camel.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.request.VideoRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what {@link VideoTask#facts()} tells, as it comes out of a queue: what is missing or makes no sense counts as
 * not known. It is a description, not a record: nothing may be written to a repository from it.
 */
public final class TaskFacts {
    /** Without a table of field names, which colliding names of one text could spoil for all others. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private final JsonNode facts;

    private TaskFacts(JsonNode facts) {
        this.facts = facts;
    }

    /** Empty when the text is no JSON object. */
    public static Optional<TaskFacts> in(String json) {
        try {
            JsonNode root = JSON.readTree(json);
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

    /** Puts what is known into a description of the task. */
    public VideoTask describe(VideoTask.Builder task) {
        VideoRequest request = request();
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
                .lateBy(text("late"));
        String key = text("key");
        return (key == null ? described : described.key(key)).build();
    }

    private VideoRequest request() {
        int duration = facts.path("duration").asInt(0);
        return VideoRequest.builder()
                .model(text("model"))
                .prompt(text("prompt"))
                .duration(duration == 0 ? null : Integer.valueOf(duration))
                .resolution(text("resolution"))
                .aspectRatio(text("aspect_ratio"))
                .orientation(text("orientation"))
                .imageUrls(texts("image_urls"))
                .videoUrls(texts("video_urls"))
                .generationType(text("generation_type"))
                .build();
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

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        facts.path(name).forEach(entry -> {
            if (entry.isTextual()) {
                texts.add(entry.textValue());
            }
        });
        return texts;
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
