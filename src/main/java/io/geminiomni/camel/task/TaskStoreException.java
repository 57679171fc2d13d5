package io.geminiomni.camel.task;

import org.jspecify.annotations.Nullable;

/** The task store cannot be reached, or an operation of it has failed. */
public class TaskStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
