package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;

/** Another exchange or consumer has the lease of the task that an exchange waits for. */
public class LeaseLostException extends VideoTaskException {
    private static final long serialVersionUID = 1L;

    public LeaseLostException(VideoTask task) {
        super(
                task,
                "Task " + task.taskId() + " on channel " + task.channel() + " with key " + task.key()
                        + " belongs to another exchange or consumer, which gets its video: it was paid for once and is not lost."
                        + " Possible causes are a process that was paused for longer than leaseDuration, and two exchanges with one"
                        + " key",
                null);
    }
}
