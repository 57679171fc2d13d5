package io.geminiomni.camel.kamelets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.geminiomni.camel.GeminiOmniComponent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.ComponentModel;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the catalogue of Kamelets asks of one before it takes it: the schema of its resource, and the checks of its validator.
 * The provider is not asked about, as that of the catalogue is the foundation.
 */
final class KameletRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{[?!]?([A-Za-z0-9._-]+)(?::[^}]*)?}}");
    private static final Set<String> SMALL_WORDS = Set.of(
            "a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "name", "now", "of", "on", "or", "the",
            "to", "with");
    private static final Pattern SCHEME = Pattern.compile("^([a-z][a-z0-9+.-]*):");

    private final CamelCatalog components = new DefaultCamelCatalog();

    private final JsonSchema schema = schema();

    KameletRules() {
        components.addComponent("gemini-omni", GeminiOmniComponent.class.getName());
    }

    /** A Kamelet as JSON. */
    static JsonNode read(String yaml) {
        JsonNode kamelet = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        removeNulls(kamelet);
        return kamelet;
    }

    /** As Kubernetes does. */
    private static void removeNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(KameletRules::removeNulls);
    }

    /** All that is wrong with a Kamelet in a file of this name. */
    List<String> violations(String file, JsonNode kamelet) {
        List<String> wrong = new ArrayList<>();
        schema.validate(kamelet).forEach(violation -> wrong.add(violation.getMessage()));
        name(file, kamelet, wrong);
        metadata(kamelet, wrong);
        definition(kamelet.at("/spec/definition"), type(kamelet), wrong);
        parameters(kamelet, wrong);
        dependencies(kamelet, wrong);
        return wrong;
    }

    private static void name(String file, JsonNode kamelet, List<String> wrong) {
        String name = kamelet.at("/metadata/name").asText();
        if (!file.equals(name + ".kamelet.yaml")) {
            wrong.add("its file is " + file + ", but its name " + name);
        }
        if (!Set.of("source", "sink", "action").contains(type(kamelet)) || !name.endsWith("-" + type(kamelet))) {
            wrong.add("the name " + name + " does not end with its type " + type(kamelet));
        }
    }

    private static String type(JsonNode kamelet) {
        return kamelet.path("metadata")
                .path("labels")
                .path("camel.apache.org/kamelet.type")
                .asText();
    }

    private static void metadata(JsonNode kamelet, List<String> wrong) {
        JsonNode annotations = kamelet.at("/metadata/annotations");
        for (String name : List.of("kamelet.icon", "catalog.version", "provider", "kamelet.group")) {
            if (annotations.path("camel.apache.org/" + name).asText().isBlank()) {
                wrong.add("there is no annotation camel.apache.org/" + name);
            }
        }
    }

    private static void definition(JsonNode definition, String type, List<String> wrong) {
        String title = definition.path("title").asText();
        if (!title.toLowerCase(Locale.ROOT).endsWith(" " + type)) {
            wrong.add("the title " + title + " does not end with its type " + type);
        }
        if (definition.path("description").asText().isBlank()) {
            wrong.add("there is no description");
        }
        if (!definition.path("type").asText().equals("object")) {
            wrong.add("the type of the definition is not object");
        }
        definition
                .path("properties")
                .properties()
                .forEach(property -> property(property.getKey(), property.getValue(), wrong));
        Set<String> required = new HashSet<>();
        for (JsonNode name : definition.path("required")) {
            if (!definition.path("properties").has(name.asText()) || !required.add(name.asText())) {
                wrong.add("what is required is not defined, or twice: " + name.asText());
            }
        }
    }

    private static void property(String name, JsonNode property, List<String> wrong) {
        for (String field : List.of("type", "title", "description")) {
            if (property.path(field).asText().isBlank()) {
                wrong.add(name + " has no " + field);
            }
        }
        String title = property.path("title").asText();
        if (title.matches("(The|An?) .*")) {
            wrong.add("the title of " + name + " begins with an article");
        }
        for (String word : title.split(" ")) {
            if (!SMALL_WORDS.contains(word) && word.matches("[a-z][a-zA-Z0-9]*")) {
                wrong.add("the title of " + name + " has a word without a capital: " + word);
            }
        }
        boolean credentials = false;
        for (JsonNode descriptor : property.path("x-descriptors")) {
            credentials |= descriptor.asText().equals("urn:camel:group:credentials");
        }
        if (property.path("format").asText().equals("password") && !credentials) {
            wrong.add(name + " is a password, but not in the group of credentials");
        }
    }

    /** Each one that is declared is used, and the other way round; a bean of the template is declared there. */
    private static void parameters(JsonNode kamelet, List<String> wrong) {
        Set<String> declared = new TreeSet<>();
        kamelet.at("/spec/definition/properties").fieldNames().forEachRemaining(declared::add);
        Set<String> used = new TreeSet<>();
        for (String text : texts(kamelet.at("/spec/template"))) {
            Matcher parameter = PARAMETER.matcher(text);
            while (parameter.find()) {
                used.add(parameter.group(1));
            }
        }
        Set<String> beans = new TreeSet<>();
        kamelet.at("/spec/template/beans")
                .forEach(bean -> beans.add(bean.path("name").asText()));
        for (String name : declared) {
            String descriptors = kamelet.at("/spec/definition/properties/" + name + "/x-descriptors")
                    .toString();
            if (!used.contains(name) && !descriptors.contains("urn:keda:")) {
                wrong.add("the parameter " + name + " is declared, but not used");
            }
        }
        for (String name : used) {
            if (!declared.contains(name) && !beans.contains(name)) {
                wrong.add("the parameter " + name + " is used, but not declared");
            }
        }
    }

    /** The component of each URI of the template comes with a dependency. */
    private void dependencies(JsonNode kamelet, List<String> wrong) {
        String dependencies = kamelet.at("/spec/dependencies").toString();
        for (JsonNode uri : kamelet.at("/spec/template").findValues("uri")) {
            Matcher scheme = SCHEME.matcher(uri.asText());
            if (scheme.find()) {
                ComponentModel component = components.componentModel(scheme.group(1));
                if (component == null) {
                    wrong.add("there is no component " + scheme.group(1));
                } else if (!isBroughtBy(dependencies, component.getArtifactId())) {
                    wrong.add("no dependency brings the component " + scheme.group(1));
                }
            }
        }
    }

    /** Those of Camel itself are named without the beginning that all have in common. */
    private static boolean isBroughtBy(String dependencies, String artifact) {
        return dependencies.contains("\"" + artifact.replaceFirst("^camel-", "camel:") + "\"")
                || dependencies.contains(":" + artifact + ":");
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }

    /** That of the resource's definition, in which, as at a server of Kubernetes, no other fields are allowed. */
    private static JsonSchema schema() {
        try (InputStream definition = KameletRules.class.getResourceAsStream("/camel.apache.org_kamelets.yaml")) {
            if (definition == null) {
                throw new IOException("camel-kamelets-crds has no definition of a Kamelet");
            }
            JsonNode resource =
                    JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(definition));
            ObjectNode schema = (ObjectNode) resource.at("/spec/versions/0/schema/openAPIV3Schema");
            ((ObjectNode) schema.at("/properties/metadata")).put("x-kubernetes-preserve-unknown-fields", true);
            close(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && schema.path("type").isTextual()
                && !schema.has("x-kubernetes-preserve-unknown-fields")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(KameletRules::close);
    }
}
