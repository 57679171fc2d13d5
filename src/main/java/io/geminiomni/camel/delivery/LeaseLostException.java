package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/** Another exchange or consumer has the lease of the task that an exchange waits for. */
public class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;

    public LeaseLostException(VideoTask task) {
        super("Task " + task.taskId() + " on channel " + task.channel() + " with key " + task.key()
                + " belongs to another exchange or consumer, which gets its video: it was paid for once and is not lost."
                + " Possible causes are a process that was paused for longer than leaseDuration, and two exchanges with one"
                + " key");
        this.taskId = task.taskId();
    }

    public @Nullable String taskId() {
        return taskId;
    }
}
