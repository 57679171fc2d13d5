package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.Samples.accepted;
import static io.geminiomni.camel.task.Samples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.request.VideoRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VideoTaskTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void asJsonItGivesItsFactsUnderTheGatewaysNamesWithThePlainestMapper() throws Exception {
        VideoTask task = whole();

        JsonNode json = new ObjectMapper().valueToTree(task);

        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"task_id": "task-1", "channel": "adverts", "key": "a", "state": "COMPLETED", "status": "completed",
                 "progress": 100, "model": "Gemini-Omini-HD", "prompt": "a secret cat", "duration": 8,
                 "resolution": "1080p", "aspect_ratio": "16:9", "orientation": "landscape",
                 "image_urls": ["https://cdn.example/a.png"], "generation_type": "frame",
                 "created_at": "2026-03-01T11:59:59Z", "completed_at": "2026-03-01T12:05:00Z",
                 "video_url_expires": "2026-03-04T12:05:00Z",
                 "attempts": 2, "late": "taskTimeout",
                 "correlation_headers": {"OrderId": 42, "At": "2026-03-01T12:00:00Z"}}
                """));
    }

    @Test
    void whatWasLearntOfItCanBeRead() {
        VideoTask task = whole().toBuilder()
                .errorCategory("policy")
                .polls(7)
                .unansweredPolls(3)
                .build();

        assertThat(task.progress()).isEqualTo(100);
        assertThat(task.completedAt()).isEqualTo(Instant.parse("2026-03-01T12:05:00Z"));
        assertThat(task.videoUrl()).isEqualTo("https://cdn.example/v.mp4?sig=secret");
        assertThat(task.videoUrlExpires()).isEqualTo(Instant.parse("2026-03-04T12:05:00Z"));
        assertThat(task.lateBy()).isEqualTo("taskTimeout");
        assertThat(task.errorCategory()).isEqualTo("policy");
        assertThat(task.polls()).isEqualTo(7);
        assertThat(task.unansweredPolls()).isEqualTo(3);
    }

    @Test
    void whatIsNotKnownIsNoFact() {
        assertThat(submission("a").submitting(NOW).facts())
                .containsOnlyKeys("channel", "key", "state", "progress", "model", "prompt", "attempts");
    }

    @Test
    void asTextItGivesNeitherPromptNorUrl() {
        assertThat(whole().toString())
                .contains("task-1", "COMPLETED", "adverts")
                .doesNotContain("secret");
    }

    @Test
    void theUrlOfItsVideoIsAFactOnlyWhereThatIsWanted() {
        VideoTask told = whole().toBuilder().videoUrlInJson(true).build();

        assertThat(whole().facts()).doesNotContainKey("video_url").doesNotContainValue(whole().videoUrl());
        assertThat(told.facts()).containsEntry("video_url", "https://cdn.example/v.mp4?sig=secret");
        assertThat(told.toBuilder().build().facts()).isEqualTo(told.facts());
        assertThat(told.toString()).doesNotContain("secret");
    }

    @Test
    void aCopyIsLikeItsOriginal() {
        assertThat(whole().toBuilder().build()).usingRecursiveComparison().isEqualTo(whole());
    }

    @Test
    void laterChangesOfAMapDoNotReachATask() {
        Map<String, Object> headers = new LinkedHashMap<>(Map.of("a", 1));
        VideoTask task = submission("a").submitting(NOW).toBuilder()
                .correlationHeaders(headers)
                .build();

        headers.put("b", 2);

        assertThat(task.correlationHeaders()).isEqualTo(Map.of("a", 1));
    }

    @Test
    void aBuilderRefusesATaskWithoutWhatEveryTaskHas() {
        assertThatNullPointerException()
                .isThrownBy(() -> VideoTask.builder().channel("adverts").build())
                .withMessage("key");
    }

    @Test
    void itDoesNotTakeAnIllegalStep() {
        assertThatIllegalStateException()
                .isThrownBy(() -> whole().become(TaskState.WAITING))
                .withMessageContaining("COMPLETED")
                .withMessageContaining("WAITING");
    }

    @Test
    void itIsLateOnceATimeWasExceeded() {
        assertThat(submission("a").submitting(NOW).late()).isFalse();
        assertThat(whole().late()).isTrue();
    }

    @Test
    void itHoldsOnlyWhatEveryStoreKeeps() {
        VideoTask task = whole().toBuilder()
                .status("\u0000\uD800\uDC00\uDC00x\uD800")
                .errorMessage("e".repeat(10_000))
                .createdAt(Instant.parse("2026-03-01T12:00:00.123456789Z"))
                .completedAt(Instant.MAX)
                .videoUrlExpires(Instant.MIN)
                .build();

        assertThat(task.status()).isEqualTo("\uFFFD\uD800\uDC00\uFFFDx\uFFFD");
        assertThat(task.errorMessage()).hasSize(4_000);
        assertThat(task.createdAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
        assertThat(task.completedAt()).isNull();
        assertThat(task.videoUrlExpires()).isNull();
    }

    private static VideoTask whole() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("OrderId", 42);
        headers.put("At", NOW);
        VideoTask waiting = accepted("task-1").appliedTo(submission("a").submitting(NOW), NOW);
        return waiting.become(TaskState.COMPLETED)
                .request(VideoRequest.builder()
                        .prompt("a secret cat")
                        .duration(8)
                        .resolution("1080p")
                        .aspectRatio("16:9")
                        .orientation("landscape")
                        .imageUrls("https://cdn.example/a.png")
                        .generationType("frame")
                        .build())
                .correlationHeaders(headers)
                .status("completed")
                .progress(100)
                .model("Gemini-Omini-HD")
                .completedAt(Instant.parse("2026-03-01T12:05:00Z"))
                .videoUrl("https://cdn.example/v.mp4?sig=secret")
                .videoUrlExpires(Instant.parse("2026-03-04T12:05:00Z"))
                .attempts(2)
                .lateBy("taskTimeout")
                .build();
    }
}
