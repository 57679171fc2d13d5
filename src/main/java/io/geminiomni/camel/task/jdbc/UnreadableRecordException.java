package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.TaskStoreException;

/** A stored record has a value that this component does not write. */
final class UnreadableRecordException extends TaskStoreException {
    private static final long serialVersionUID = 1L;

    private final String id;

    UnreadableRecordException(String id, RuntimeException cause) {
        super(
                "The stored record " + id + " cannot be read: " + cause.getMessage()
                        + ". It was changed by hand, or written by a newer version of this component.",
                cause);
        this.id = id;
    }

    /** The id of the record. */
    String id() {
        return id;
    }
}
