package io.geminiomni.camel.springboot;

import org.jspecify.annotations.Nullable;

/** Properties of the application that cannot be options of the component. */
final class InvalidPropertiesException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String found;
    private final String action;

    /** @param found which properties, and what is wrong with them */
    InvalidPropertiesException(String found, String action) {
        this(found, action, null);
    }

    InvalidPropertiesException(String found, String action, @Nullable Throwable cause) {
        super(found + " " + action, cause);
        this.found = found;
        this.action = action;
    }

    String found() {
        return found;
    }

    String action() {
        return action;
    }
}
