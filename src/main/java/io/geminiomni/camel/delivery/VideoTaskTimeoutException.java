package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/**
 * An exchange waited for its video until its time-out, or could not begin to wait. The task was paid for and stays on its channel.
 *
 * <p>A failure of the task store that led to this is a suppressed exception, but not the cause: Camel's {@code onException} matches
 * causes first, and before a create such a failure means that nothing was sent.
 */
public class VideoTaskTimeoutException extends VideoTaskException {
    private static final long serialVersionUID = 1L;

    public VideoTaskTimeoutException(VideoTask task, String why) {
        this(task, why, null);
    }

    /** @param cause why polls of the task failed, if a person can correct it */
    public VideoTaskTimeoutException(VideoTask task, String why, @Nullable Throwable cause) {
        super(
                task,
                "Task " + task.taskId() + " on channel " + task.channel() + " has no video yet: " + why
                        + " (last status " + task.status() + ", " + task.progress()
                        + " %). It was paid for and stays on its channel: a consumer emits its video when it is finished, and a"
                        + " request with the same key " + task.key() + " waits for it without a second payment",
                cause);
    }

    /** {@code timeout}; for failures see {@link VideoTaskFailedException#category}. */
    public String category() {
        return "timeout";
    }
}
