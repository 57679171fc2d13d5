package io.geminiomni.camel.request;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A violation of the contract by a request.
 *
 * @param field the name of the field, header or option as the user wrote it, or {@code body}
 * @param found the value, shortened, with URLs without their queries
 * @param allowed the values that are allowed
 * @param hint what to do, such as the nearest valid value; may be empty
 */
public record Violation(String field, String found, String allowed, String hint) implements Serializable {
    /** For an invalid value of any type, which is shown shortened and without secrets. */
    public static Violation of(String field, @Nullable Object value, String allowed, String hint) {
        return new Violation(field, ValueText.of(value), allowed, hint);
    }

    @Override
    public String toString() {
        return field + ": found " + found + "; allowed: " + allowed + (hint.isEmpty() ? "" : ". " + hint);
    }
}
