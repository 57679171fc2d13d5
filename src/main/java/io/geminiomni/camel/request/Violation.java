package io.geminiomni.camel.request;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request.
 *
 * @param field the field as the user wrote it, or a header's or option's name, or {@code body}
 * @param found what was there, shortened, and without any URL's query
 * @param allowed what may be there
 * @param hint what to do about it, such as the nearest right value; may be empty
 */
public record Violation(String field, String found, String allowed, String hint) implements Serializable {
    /** Of a value that is wrong, whatever it is: it is shown only as far as a message may show it. */
    public static Violation of(String field, @Nullable Object value, String allowed, String hint) {
        return new Violation(field, ValueText.of(value), allowed, hint);
    }

    @Override
    public String toString() {
        return field + ": found " + found + "; allowed: " + allowed + (hint.isEmpty() ? "" : ". " + hint);
    }
}
