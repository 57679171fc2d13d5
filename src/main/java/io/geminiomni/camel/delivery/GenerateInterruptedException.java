package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/** The context stopped while an exchange waited for its video. The task stays on its channel. */
public class GenerateInterruptedException extends VideoTaskException {
    private static final long serialVersionUID = 1L;

    public GenerateInterruptedException(VideoTask task) {
        super(
                task,
                "The context stops while an exchange waits for the video of task " + task.taskId() + " on channel "
                        + task.channel()
                        + ". The task was paid for and stays on its channel. If tasks are kept in a store, then after"
                        + " the restart a consumer emits the video, or a request with the same key " + task.key()
                        + " waits for it without a second payment",
                null);
    }
}
