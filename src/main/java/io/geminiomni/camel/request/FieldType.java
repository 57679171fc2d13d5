package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of a request's fields, and how a value of each is read from the JSON of a request. */
enum FieldType {
    TEXT("text, and omitted if it is empty"),
    WHOLE_NUMBER("a whole number"),
    URLS("an array of text");

    private final String expected;

    FieldType(String expected) {
        this.expected = expected;
    }

    /** The value of the type, or {@code null} if it is of another type. */
    @Nullable Object read(JsonNode value) {
        return switch (this) {
            case TEXT -> value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
            case WHOLE_NUMBER -> value.isInt() ? value.intValue() : null;
            case URLS -> texts(value);
        };
    }

    String expected() {
        return expected;
    }

    private static @Nullable Object texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        value.forEach(entry -> {
            if (entry.isTextual()) {
                texts.add(entry.textValue());
            }
        });
        return value.isArray() && texts.size() == value.size() ? texts : null;
    }
}
