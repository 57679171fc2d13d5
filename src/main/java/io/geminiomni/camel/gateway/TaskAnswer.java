package io.geminiomni.camel.gateway;

import io.geminiomni.camel.net.UrlSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway says of a task. Texts have a bounded length, no control characters and no unpaired surrogates, so that any
 * store takes them.
 *
 * @param taskId       1 to 256 of {@code A-Z a-z 0-9 . _ : / -}
 * @param status       the meaning of {@code rawStatus}
 * @param rawStatus    the gateway's own word; empty if it gave none
 * @param progress     percent, 0 to 100; 0 for a failed task
 * @param model        as the gateway names it
 * @param createdAt    when the gateway created it
 * @param completedAt  when it ended
 * @param videoUrl     absolute, at most 8 KB; may be signed, so its query is a secret. A completed task may lack it at first
 * @param errorMessage why it failed, at most 2000 characters
 * @param estimated    how long it takes, from its creation on
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
        @Nullable String errorMessage,
        @Nullable Duration estimated) {

    public TaskAnswer {
        Objects.requireNonNull(taskId, "taskId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(rawStatus, "rawStatus");
    }

    /** Whether the text can be the id of a task. */
    public static boolean isTaskId(String text) {
        return TaskAnswers.isTaskId(text);
    }

    /** Without the secrets of the URL. */
    @Override
    public String toString() {
        return "TaskAnswer[taskId=" + taskId + ", status=" + status + ", rawStatus=" + rawStatus + ", progress="
                + progress + ", model=" + model + ", createdAt=" + createdAt + ", completedAt=" + completedAt
                + ", videoUrl=" + (videoUrl == null ? null : UrlSecrets.hide(videoUrl)) + ", errorMessage="
                + errorMessage + ", estimated=" + estimated + "]";
    }
}
