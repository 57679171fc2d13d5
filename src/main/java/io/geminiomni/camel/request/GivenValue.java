package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An unchecked value of a field.
 *
 * @param writtenAs its name in the body, the header or the option, for messages
 * @param value neither null nor blank nor an empty list
 */
record GivenValue(RequestField field, String writtenAs, Object value, Source source) {
    enum Source {
        HEADER,
        BODY,
        OPTION
    }

    /** The value in Java types; null if there is none, which is also so for blank text and an empty list. */
    static @Nullable GivenValue of(RequestField field, String writtenAs, @Nullable Object value, Source source) {
        Object plain = plain(value);
        return plain == null || isEmpty(plain) ? null : new GivenValue(field, writtenAs, plain, source);
    }

    /** Whether it comes from the request, and not from an option of the endpoint. */
    boolean fromRequest() {
        return source != Source.OPTION;
    }

    private static boolean isEmpty(Object plain) {
        return plain instanceof List<?> list ? list.isEmpty() : plain instanceof String text && Text.isBlank(text);
    }

    /** Text as String, and lists and arrays as List, one level deep: no field has deeper lists. */
    private static @Nullable Object plain(@Nullable Object value) {
        Object scalar = scalar(value);
        List<@Nullable Object> list = new ArrayList<>();
        if (scalar instanceof Collection<?> collection) {
            collection.forEach(entry -> list.add(scalar(entry)));
        } else if (scalar instanceof JsonNode node && node.isArray()) {
            node.forEach(entry -> list.add(scalar(entry)));
        } else if (scalar != null && scalar.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(scalar); i++) {
                list.add(scalar(Array.get(scalar, i)));
            }
        } else {
            return scalar;
        }
        return list;
    }

    private static @Nullable Object scalar(@Nullable Object value) {
        if (value instanceof CharSequence) {
            return value.toString();
        }
        if (value instanceof byte[] bytes) {
            return text(bytes);
        }
        return value instanceof JsonNode node ? StrictJson.plain(node) : value;
    }

    /** Brokers such as Kafka give the texts of headers as bytes. Bytes that are no text stay bytes, which no field takes. */
    private static Object text(byte[] bytes) {
        try {
            ByteBuffer text = ByteBuffer.wrap(bytes);
            return Encoding.of(text).decode(text);
        } catch (UnreadableBodyException e) {
            return bytes;
        }
    }
}
