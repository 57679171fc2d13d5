package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types of a request's fields, and how a value of each is read from the JSON of a request. */
@SuppressWarnings("ImmutableEnumChecker") // the readers have no state
enum FieldType {
    TEXT("text, and left out when it is empty", FieldType::text),
    WHOLE_NUMBER("a whole number", value -> value.isInt() ? value.intValue() : null),
    URLS("an array of text", FieldType::texts);

    private final String expected;
    private final Function<JsonNode, @Nullable Object> reader;

    FieldType(String expected, Function<JsonNode, @Nullable Object> reader) {
        this.expected = expected;
        this.reader = reader;
    }

    /** The value of the type, or {@code null} if it is of another type. */
    @Nullable Object read(JsonNode value) {
        return reader.apply(value);
    }

    /** Describes the type in messages. */
    String expected() {
        return expected;
    }

    private static @Nullable Object text(JsonNode value) {
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
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
