package io.geminiomni.camel.submit;

import org.jspecify.annotations.Nullable;

/**
 * It is not known whether the gateway accepted a request and charged for it; or it is known but could not be recorded. The
 * request is not sent again under its key until an operator has resolved it.
 *
 * <p>The failure that led to this is in the message, and is a suppressed exception, but not the cause: Camel's
 * {@code onException} matches causes first, and a clause that retries when a gateway cannot be reached must not match this.
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

    /** The id of the task that was made but could not be recorded; {@code null} if it is not known. */
    public @Nullable String taskId() {
        return taskId;
    }
}
