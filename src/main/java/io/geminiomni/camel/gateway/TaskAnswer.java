package io.geminiomni.camel.gateway;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway said of one task. Its texts hold no control characters and no half surrogates, so that any store
 * takes them, and are cut to a bounded length.
 *
 * @param taskId       1 to 256 of {@code A-Z a-z 0-9 . _ : / -}
 * @param status       the meaning of {@code rawStatus}
 * @param rawStatus    the gateway's own word; empty when it gave none
 * @param progress     percent, 0 to 100; 0 for a failed task
 * @param model        as the gateway names it
 * @param createdAt    when the gateway says it took the task
 * @param completedAt  when the gateway says it ended
 * @param videoUrl     absolute; may be signed, so its query is a secret; at most 8 KB. Even a completed task may lack it
 *                     for a moment
 * @param errorMessage why it failed, at most 2000 characters
 */
public record TaskAnswer(
        String taskId,
        RemoteStatus status,
        String rawStatus,
        @Nullable Integer progress,
        @Nullable String model,
        @Nullable Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable String videoUrl,
        @Nullable String errorMessage) {

    public TaskAnswer {
        Objects.requireNonNull(taskId, "taskId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(rawStatus, "rawStatus");
    }

    /** Whether the text can be the id of a task. */
    public static boolean isTaskId(String text) {
        return TaskAnswers.isTaskId(text);
    }

    /** All but the query of the URL, which may be a signature. */
    @Override
    public String toString() {
        return "TaskAnswer[taskId=" + taskId + ", status=" + status + ", rawStatus=" + rawStatus + ", progress="
                + progress + ", model=" + model + ", createdAt=" + createdAt + ", completedAt=" + completedAt
                + ", videoUrl=" + (videoUrl == null ? null : Texts.withoutQuery(videoUrl)) + ", errorMessage="
                + errorMessage + "]";
    }
}
