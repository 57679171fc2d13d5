package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** An exchange did not get the video of its task, which was paid for when it was created. */
public abstract class VideoTaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;
    private final @Nullable String lastStatus;
    private final int lastProgress;

    VideoTaskException(VideoTask task, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.taskId = task.taskId();
        this.lastStatus = task.status();
        this.lastProgress = task.progress();
    }

    /** The gateway's id of the task; {@code null} if it is not known. */
    public @Nullable String taskId() {
        return taskId;
    }

    /** The last status of the gateway; {@code null} if the task was not polled yet. */
    public @Nullable String lastStatus() {
        return lastStatus;
    }

    /** In percent; 0 for a failed task. */
    public int lastProgress() {
        return lastProgress;
    }
}
