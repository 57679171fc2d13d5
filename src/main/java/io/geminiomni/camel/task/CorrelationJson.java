package io.geminiomni.camel.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Correlation headers as JSON text, for stores, from which each is read as the type it had. Text, booleans and {@code int} are written as
 * they are, others as an object of the name of the type and the text: <code>{"instant": "2026-03-01T12:00:00Z"}</code>.
 */
public final class CorrelationJson {
    /** Without a table of field names, as one text with colliding names could slow down all others. */
    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private static final List<Class<?>> PLAIN = List.of(String.class, Boolean.class, Integer.class);

    private static final List<NamedType> NAMED = List.of(
            new NamedType("instant", Instant.class, Instant::parse),
            new NamedType("long", Long.class, Long::valueOf),
            new NamedType("double", Double.class, Double::valueOf),
            new NamedType("decimal", BigDecimal.class, BigDecimal::new),
            new NamedType("integer", BigInteger.class, BigInteger::new),
            new NamedType("float", Float.class, Float::valueOf),
            new NamedType("short", Short.class, Short::valueOf),
            new NamedType("byte", Byte.class, Byte::valueOf));

    private record NamedType(String name, Class<?> type, Function<String, Object> reader) {}

    private CorrelationJson() {}

    /** Whether a header with a value of this type is restored unchanged. */
    static boolean isOfStorableType(@Nullable Object value) {
        return value != null
                && (PLAIN.contains(value.getClass())
                        || NAMED.stream().anyMatch(named -> named.type() == value.getClass()));
    }

    public static String write(Map<String, Object> headers) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        headers.forEach((name, value) -> encoded.put(name, encode(value)));
        return MAPPER.valueToTree(encoded).toString();
    }

    /** @throws IllegalArgumentException if the text is not what {@link #write} writes */
    public static Map<String, Object> read(String json) {
        try {
            Map<String, Object> headers = new LinkedHashMap<>();
            MAPPER.readTree(json)
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), decode(MAPPER.convertValue(header.getValue(), Object.class))));
            return headers;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The stored correlation headers are not JSON", e);
        }
    }

    private static Object encode(Object value) {
        if (PLAIN.contains(value.getClass())) {
            return value;
        }
        return NAMED.stream()
                .filter(named -> named.type() == value.getClass())
                .findFirst()
                .map(named -> Map.of(named.name(), value.toString()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "A correlation header cannot be a " + value.getClass().getName()));
    }

    private static Object decode(@Nullable Object value) {
        if (value != null && PLAIN.contains(value.getClass())) {
            return value;
        }
        if (value instanceof Map<?, ?> object && object.size() == 1) {
            Map.Entry<?, ?> entry = object.entrySet().iterator().next();
            for (NamedType named : NAMED) {
                if (named.name().equals(entry.getKey())) {
                    return named.reader().apply(String.valueOf(entry.getValue()));
                }
            }
        }
        throw new IllegalArgumentException("Not a stored correlation header: "
                + (value == null ? "null" : value.getClass().getSimpleName()));
    }
}
