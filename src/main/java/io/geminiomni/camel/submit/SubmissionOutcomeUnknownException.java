package io.geminiomni.camel.submit;

import org.jspecify.annotations.Nullable;

/**
 * Whether the gateway took a request, and was paid for it, is not known; or it is known and could not be recorded. The
 * request is not sent again under its key until an operator has resolved it.
 *
 * <p>What went wrong is told in the message, and suppressed, but is not the cause: Camel's {@code onException} looks at
 * causes first, and one for a gateway that cannot be reached, which tries again, must not catch this.
 */
public class SubmissionOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String channel;
    private final String key;
    private final @Nullable String taskId;

    SubmissionOutcomeUnknownException(
            SubmissionKey key, @Nullable String taskId, String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            addSuppressed(cause);
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
