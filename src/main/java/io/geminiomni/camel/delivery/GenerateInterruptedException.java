package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** The context stopped while an exchange waited for its video. The task stays on its channel. */
public class GenerateInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;

    public GenerateInterruptedException(VideoTask task) {
        super("The context stops while an exchange waits for the video of task " + task.taskId() + " on channel "
                + task.channel()
                + ". The task was paid for and stays on its channel. If tasks are kept in a store, then after"
                + " the restart a consumer emits the video, or a request with the same key " + task.key()
                + " waits for it without a second payment");
        this.taskId = task.taskId();
    }

    public @Nullable String taskId() {
        return taskId;
    }
}
