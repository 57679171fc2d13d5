package io.geminiomni.camel.task.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Correlation headers as JSON text, from which each comes back as the type it had. Text, booleans and {@code int} are written
 * as they are, anything else as an object of its type's name and its text: <code>{"instant": "2026-03-01T12:00:00Z"}</code>.
 */
final class CorrelationJson {
    /** Without a table of field names, which colliding names of one text could spoil for all others. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private CorrelationJson() {}

    static String write(Map<String, Object> headers) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        headers.forEach((name, value) -> root.set(name, encode(value)));
        return root.toString();
    }

    /** @throws IllegalArgumentException if the text is not what {@link #write} writes */
    static Map<String, Object> read(String json) {
        Map<String, Object> headers = new LinkedHashMap<>();
        try {
            MAPPER.readTree(json)
                    .properties()
                    .forEach(header -> headers.put(header.getKey(), decode(header.getValue())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The stored correlation headers are not JSON", e);
        }
        return headers;
    }

    private static JsonNode encode(Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof String text) {
            return nodes.textNode(text);
        }
        if (value instanceof Boolean yes) {
            return nodes.booleanNode(yes);
        }
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        return nodes.objectNode().put(typeName(value), value.toString());
    }

    private static String typeName(Object value) {
        if (value instanceof Instant) {
            return "instant";
        }
        if (value instanceof Long) {
            return "long";
        }
        if (value instanceof Double) {
            return "double";
        }
        if (value instanceof BigDecimal) {
            return "decimal";
        }
        if (value instanceof BigInteger) {
            return "integer";
        }
        if (value instanceof Float) {
            return "float";
        }
        if (value instanceof Short) {
            return "short";
        }
        if (value instanceof Byte) {
            return "byte";
        }
        throw new IllegalArgumentException(
                "A correlation header cannot be a " + value.getClass().getName());
    }

    private static Object decode(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isInt()) {
            return node.intValue();
        }
        if (!node.isObject() || node.size() != 1) {
            throw new IllegalArgumentException("Not a stored correlation header: " + node.getNodeType());
        }
        String type = node.fieldNames().next();
        String text = node.path(type).asText();
        return switch (type) {
            case "instant" -> Instant.parse(text);
            case "long" -> Long.valueOf(text);
            case "double" -> Double.valueOf(text);
            case "decimal" -> new BigDecimal(text);
            case "integer" -> new BigInteger(text);
            case "float" -> Float.valueOf(text);
            case "short" -> Short.valueOf(text);
            case "byte" -> Byte.valueOf(text);
            default -> throw new IllegalArgumentException("Not the type of a stored correlation header: " + type);
        };
    }
}
