package io.geminiomni.camel.springboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.GeminiOmniComponent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.StringHelper;

/**
 * An option of the component, as Camel's generator has described it.
 *
 * @param type in the terms of the generator, such as {@code duration}
 * @param javaType the class of its value
 * @param values those of an enumeration; else none
 * @param secret whether no message shows its value
 */
record ComponentOption(String name, String type, String javaType, List<String> values, boolean secret) {
    private static final String DESCRIPTION = "/META-INF/io/geminiomni/camel/gemini-omni.json";

    static List<ComponentOption> all() {
        try (InputStream description = GeminiOmniComponent.class.getResourceAsStream(DESCRIPTION)) {
            if (description == null) {
                throw new IllegalStateException("The jar of the component lacks " + DESCRIPTION
                        + ", which its build writes: use the published jar");
            }
            List<ComponentOption> options = new ArrayList<>();
            new ObjectMapper()
                    .readTree(description)
                    .path("componentProperties")
                    .properties()
                    .forEach(option -> options.add(of(option.getKey(), option.getValue())));
            return options;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ComponentOption of(String name, JsonNode description) {
        List<String> values = new ArrayList<>();
        description.path("enum").forEach(value -> values.add(value.asText()));
        return new ComponentOption(
                name,
                description.path("type").asText(),
                description.path("javaType").asText(),
                List.copyOf(values),
                description.path("secret").asBoolean());
    }

    /** Its name in properties: {@code poll-interval} for {@code pollInterval}. */
    String dashed() {
        return StringHelper.camelCaseToDash(name);
    }

    boolean isMap() {
        return javaType.startsWith(Map.class.getName());
    }

    /** Whether its value is a bean, of which a property has the name. */
    boolean isBean() {
        return type.equals("object") && !isMap();
    }

    String allowed() {
        return switch (type) {
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "duration" ->
                "a time: a number of milliseconds, or numbers with d, h, m, s or ms, such as 5000, 30s, 5m or 1h30m";
            case "enum" -> "one of " + String.join(", ", values);
            case "object" -> "the name of a bean of the type " + javaType;
            default -> "text, whose {{placeholders}} and #references can be found";
        };
    }
}
