package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** A task that was paid for ended without a video. */
public class VideoTaskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;
    private final String category;
    private final @Nullable String lastStatus;
    private final int lastProgress;

    public VideoTaskFailedException(VideoTask task) {
        super("Task " + task.taskId() + " on channel " + task.channel() + " failed: " + task.errorMessage()
                + ". It was paid for when it was created; whether the gateway refunds failed tasks is not documented. Contact"
                + " the gateway's support with the task id, or submit a changed request under a new key");
        this.taskId = task.taskId();
        this.category = task.errorCategory() == null ? "other" : task.errorCategory();
        this.lastStatus = task.status();
        this.lastProgress = task.progress();
    }

    public @Nullable String taskId() {
        return taskId;
    }

    /**
     * The kind of failure: {@code moderation}, {@code media-fetch}, {@code parameters}, {@code balance}, {@code upstream},
     * {@code abandoned}, {@code other}, or one that the option {@code failureCategory} names.
     */
    public String category() {
        return category;
    }

    /** The last status of the gateway. */
    public @Nullable String lastStatus() {
        return lastStatus;
    }

    /** In percent; 0 for a failed task. */
    public int lastProgress() {
        return lastProgress;
    }
}
