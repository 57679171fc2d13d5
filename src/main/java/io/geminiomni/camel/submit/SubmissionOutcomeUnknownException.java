package io.geminiomni.camel.submit;

import org.jspecify.annotations.Nullable;

/**
 * Whether the gateway took a request, and was paid for it, is not known; or it is known and could not be recorded. The
 * request is not sent again under its key until an operator has resolved it.
 *
 * <p>What led to it is a suppressed exception and not its cause: Camel looks at causes first, so that what a route does
 * about a gateway or a store that cannot be reached, for which nothing was paid, would be done about this.
 */
public class SubmissionOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String channel;
    private final String key;
    private final @Nullable String taskId;

    SubmissionOutcomeUnknownException(
            SubmissionKey key, @Nullable String taskId, String message, @Nullable Throwable reason) {
        super(message);
        if (reason != null) {
            addSuppressed(reason);
        }
        this.channel = key.channel();
        this.key = key.key();
        this.taskId = taskId;
    }

    public String channel() {
        return channel;
    }

    public String key() {
        return key;
    }

    /** The id of the task that was made but could not be recorded, or {@code null} where it is not known. */
    public @Nullable String taskId() {
        return taskId;
    }
}
