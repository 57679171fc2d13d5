import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.util.StringHelper;

/**
 * Writes the {@code spring-configuration-metadata.json} of the jar, from which IDEs complete properties of Spring Boot: each
 * option of the component, as Camel's generator describes it, and what {@code additional-spring-configuration-metadata.json}
 * adds. The build runs it.
 */
final class SpringConfigurationMetadata {
    private static final String PREFIX = "camel.component.gemini-omni.";
    private static final Map<String, Integer> MILLISECONDS_OF_UNITS =
            Map.of("d", 86_400_000, "h", 3_600_000, "m", 60_000, "s", 1_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpringConfigurationMetadata() {}

    /** @param arguments the folder {@code META-INF} with the generator's description, where the file is written */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        JsonNode component = JSON.readTree(
                folder.resolve("io/geminiomni/camel/gemini-omni.json").toFile());
        JsonNode additional = JSON.readTree(
                folder.resolve("additional-spring-configuration-metadata.json").toFile());
        String type = component.at("/component/javaType").asText();

        ObjectNode metadata = JSON.createObjectNode();
        metadata.putArray("groups")
                .addObject()
                .put("name", PREFIX.substring(0, PREFIX.length() - 1))
                .put("type", type)
                .put("description", component.at("/component/description").asText());
        ArrayNode properties = metadata.putArray("properties");
        ArrayNode hints = metadata.putArray("hints");
        component.get("componentProperties").properties().forEach(option -> {
            properties.add(property(option.getKey(), option.getValue()).put("sourceType", type));
            addHint(hints, option.getKey(), option.getValue());
        });
        additional.get("properties").forEach(properties::add);
        Files.writeString(
                folder.resolve("spring-configuration-metadata.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n");
    }

    private static ObjectNode property(String option, JsonNode description) {
        ObjectNode property = JSON.createObjectNode()
                .put("name", name(option))
                .put("type", type(description))
                .put("description", description.get("description").asText());
        JsonNode value = description.get("defaultValue");
        if (value != null) {
            if (isTime(description)) {
                property.put("defaultValue", time(value.asLong()));
            } else {
                property.set("defaultValue", value);
            }
        }
        if (description.path("deprecated").asBoolean()) {
            property.putObject("deprecation").put("level", "warning");
        }
        return property;
    }

    private static String name(String option) {
        return PREFIX + StringHelper.camelCaseToDash(option);
    }

    /** What an IDE checks the value with: an object is given as the name of a bean, and an enumeration has its hint. */
    private static String type(JsonNode description) {
        if (isMap(description)) {
            return "java.util.Map<java.lang.String,java.lang.String>";
        }
        return switch (description.get("type").asText()) {
            case "boolean" -> Boolean.class.getName();
            case "integer" -> Integer.class.getName();
            case "number" -> Double.class.getName();
            case "duration" -> Duration.class.getName();
            case "string", "enum", "object" -> String.class.getName();
            default ->
                throw new IllegalArgumentException("An option has the type " + description.get("type")
                        + ", for which there is no type of a property: add one here");
        };
    }

    private static void addHint(ArrayNode hints, String option, JsonNode description) {
        if (description.has("enum")) {
            ArrayNode values = hints.addObject().put("name", name(option)).putArray("values");
            description.get("enum").forEach(value -> values.addObject().set("value", value));
        } else if (description.get("type").asText().equals("object") && !isMap(description)) {
            ObjectNode provider = hints.addObject()
                    .put("name", name(option))
                    .putArray("providers")
                    .addObject()
                    .put("name", "spring-bean-reference");
            provider.putObject("parameters").set("target", description.get("javaType"));
        }
    }

    private static boolean isMap(JsonNode description) {
        return description.get("javaType").asText().startsWith(Map.class.getName());
    }

    private static boolean isTime(JsonNode description) {
        return description.get("type").asText().equals("duration");
    }

    /** The same time with the largest unit that gives a whole number. */
    private static String time(long milliseconds) {
        return MILLISECONDS_OF_UNITS.entrySet().stream()
                .filter(unit -> milliseconds > 0 && milliseconds % unit.getValue() == 0)
                .max(Map.Entry.comparingByValue())
                .map(unit -> milliseconds / unit.getValue() + unit.getKey())
                .orElse(milliseconds + "ms");
    }
}
