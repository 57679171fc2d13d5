package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/**
 * The producer was stopped while an exchange waited for its video: with its Camel context or route, or because Camel removed it
 * from its cache of dynamic endpoints. The task stays on its channel.
 */
public class GenerateInterruptedException extends VideoTaskException {
    private static final long serialVersionUID = 1L;

    public GenerateInterruptedException(VideoTask task) {
        super(
                task,
                "The producer was stopped while an exchange waited for the video of task " + task.taskId()
                        + " on channel "
                        + task.channel()
                        + ". The task was paid for and stays on its channel. A consumer of the channel emits the video, or a"
                        + " request with the same key " + task.key()
                        + " waits for it without a second payment; after a restart only if the tasks are kept in a store",
                null);
    }
}
