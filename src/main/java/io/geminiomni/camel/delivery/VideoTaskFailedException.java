package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/** A task that was paid for ended without a video. */
public class VideoTaskFailedException extends VideoTaskException {
    private static final long serialVersionUID = 1L;

    private final String category;

    public VideoTaskFailedException(VideoTask task) {
        super(
                task,
                "Task " + task.taskId() + " on channel " + task.channel() + " failed: " + task.errorMessage()
                        + ". It was paid for when it was created; whether the gateway refunds failed tasks is not documented. Contact"
                        + " the gateway's support with the task id, or submit a changed request under a new key",
                null);
        this.category = task.errorCategory() == null ? "other" : task.errorCategory();
    }

    /**
     * The kind of failure: {@code moderation}, {@code media-fetch}, {@code parameters}, {@code balance}, {@code upstream},
     * {@code abandoned}, {@code other}, or one that the option {@code failureCategory} names.
     */
    public String category() {
        return category;
    }
}
