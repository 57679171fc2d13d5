package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A video is not what was asked for, and {@code verifyVideo=park}: its reader does not get the last bytes, and it is not fetched
 * again for the same exchange. The task was paid for when it was created.
 */
public class WrongVideoException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String taskId;

    WrongVideoException(VideoTask task, String difference) {
        super("The video of task " + task.taskId() + " on channel " + task.channel() + " is not what was asked for: "
                + difference + ". It was paid for when it was created. Because of verifyVideo=park it is not passed on."
                + " To have it all the same, use operation=download, or unpark the task and receive it with"
                + " verifyVideo=warn; contact the gateway's support with the task id");
        this.taskId = task.taskId();
    }

    /** The gateway's id of the task; {@code null} if it is not known. */
    public @Nullable String taskId() {
        return taskId;
    }
}
