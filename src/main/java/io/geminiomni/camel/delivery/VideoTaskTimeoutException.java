package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** An exchange waited for its video until its time-out. The task stays on its channel. */
public class VideoTaskTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;
    private final @Nullable String lastStatus;
    private final int lastProgress;

    /** @param why why the wait ended */
    public VideoTaskTimeoutException(VideoTask task, String why) {
        this(task, why, null);
    }

    /** @param cause why polls of the task failed, if a person can correct it */
    public VideoTaskTimeoutException(VideoTask task, String why, @Nullable Throwable cause) {
        super(
                "Task " + task.taskId() + " on channel " + task.channel() + " has no video yet: " + why
                        + " (last status " + task.status() + ", " + task.progress()
                        + " %). It was paid for and stays on its channel: a consumer emits its video when it is finished, and a"
                        + " request with the same key " + task.key() + " waits for it without a second payment",
                cause);
        this.taskId = task.taskId();
        this.lastStatus = task.status();
        this.lastProgress = task.progress();
    }

    public @Nullable String taskId() {
        return taskId;
    }

    /** {@code timeout}; for failures see {@link VideoTaskFailedException#category}. */
    public String category() {
        return "timeout";
    }

    /** The last status of the gateway, or {@code null}. */
    public @Nullable String lastStatus() {
        return lastStatus;
    }

    /** In percent. */
    public int lastProgress() {
        return lastProgress;
    }
}
