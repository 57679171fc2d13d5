package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** An exchange has waited for its video for as long as it may. The task stays on its channel. */
public class VideoTaskTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;
    private final @Nullable String lastStatus;
    private final int lastProgress;

    /** @param why what ended the wait */
    public VideoTaskTimeoutException(VideoTask task, String why) {
        this(task, why, null);
    }

    /** @param cause why the gateway told nothing of the task, where that has a cause that somebody can mend */
    public VideoTaskTimeoutException(VideoTask task, String why, @Nullable Throwable cause) {
        super(
                "Task " + task.taskId() + " on channel " + task.channel() + " has no video yet: " + why
                        + " (last status " + task.status() + ", " + task.progress()
                        + " %). It was paid for and stays on its channel: a consumer emits its video when it is done, and a request"
                        + " with the same key " + task.key() + " waits for it again without paying",
                cause);
        this.taskId = task.taskId();
        this.lastStatus = task.status();
        this.lastProgress = task.progress();
    }

    public @Nullable String taskId() {
        return taskId;
    }

    /** {@code timeout}: why there is no video, as {@link VideoTaskFailedException#category} tells for failures. */
    public String category() {
        return "timeout";
    }

    /** The gateway's last word on it, or {@code null}. */
    public @Nullable String lastStatus() {
        return lastStatus;
    }

    /** Percent. */
    public int lastProgress() {
        return lastProgress;
    }
}
