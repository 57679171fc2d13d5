package io.geminiomni.camel.task;

import org.jspecify.annotations.Nullable;

/** The storage of tasks cannot be reached or does not do what it was asked to. */
public class TaskStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TaskStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
