package io.geminiomni.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.GeminiOmniComponent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.TransformerKey;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our Kamelets are as the catalogue of Kamelets wants them, and what they say of the component is so. */
class KameletRulesTest {
    private static final List<String> OURS =
            List.of("gemini-omni-sink", "gemini-omni-action", "gemini-omni-source", "gemini-omni-upload-action");

    /** Where the catalogue makes an exception, as for a parameter that only Java code of the template reads, or has an error. */
    private static final List<String> EXCEPTIONS = Stream.of(
                    "aws-s3-event-based-source",
                    "aws-sqs-source",
                    "azure-storage-blob-event-based-source",
                    "azure-storage-blob-source",
                    "azure-storage-files-sink",
                    "cassandra-sink",
                    "elasticsearch-search-source",
                    "google-storage-event-based-source",
                    "kafka-batch-source",
                    "kafka-sink",
                    "kafka-source",
                    "opensearch-search-source",
                    "pqc-kem-action",
                    "pqc-signature-action",
                    "set-kafka-key-action")
            .map(name -> name + ".kamelet.yaml")
            .toList();

    private final KameletRules rules = new KameletRules();

    @ParameterizedTest
    @ValueSource(
            strings = {"gemini-omni-sink", "gemini-omni-action", "gemini-omni-source", "gemini-omni-upload-action"})
    void itKeepsTheRulesOfTheCatalogue(String name) throws Exception {
        assertThat(rules.violations(name + ".kamelet.yaml", kamelet(name))).isEmpty();
    }

    /** So the rules are no stricter than its own. */
    @Test
    void thoseOfTheCatalogueKeepThem() throws Exception {
        Map<String, List<String>> wrong = new TreeMap<>();
        URI jar = URI.create("jar:"
                + Path.of(getClass()
                                .getResource("/kamelets/log-action.kamelet.yaml")
                                .getPath()
                                .replaceFirst("^file:", "")
                                .replaceFirst("!.*", ""))
                        .toUri());
        int read = 0;
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                Stream<Path> kamelets = Files.list(files.getPath("/kamelets"))) {
            for (Path kamelet : kamelets.toList()) {
                List<String> violations = rules.violations(
                        kamelet.getFileName().toString(), KameletRules.read(Files.readString(kamelet)));
                if (!violations.isEmpty()) {
                    wrong.put(kamelet.getFileName().toString(), violations);
                }
                read++;
            }
        }
        assertThat(read).isGreaterThan(200);
        assertThat(wrong).containsOnlyKeys(EXCEPTIONS);
    }

    @Test
    void theJarHasThemAndNoOther() throws Exception {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/kamelets"))) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".kamelet.yaml", "")));
        }
        assertThat(names).containsExactlyInAnyOrderElementsOf(OURS);
    }

    @Test
    void noTwoHaveATitleOrADescriptionInCommon() throws Exception {
        Set<String> texts = new TreeSet<>();
        for (String name : OURS) {
            JsonNode definition = kamelet(name).at("/spec/definition");
            texts.add(definition.path("title").asText());
            texts.add(definition.path("description").asText());
        }
        assertThat(texts).hasSize(2 * OURS.size());
    }

    @Test
    void theVersionIsThatOfTheJarAndTheIconAPicture() throws Exception {
        for (String name : OURS) {
            JsonNode kamelet = kamelet(name);
            String version = kamelet.at("/metadata/annotations")
                    .path("camel.apache.org/catalog.version")
                    .asText();
            assertThat(Files.readString(Path.of("pom.xml"))).contains("\n  <version>" + version + "</version>");
            assertThat(kamelet.at("/spec/dependencies").toString())
                    .contains("\"mvn:io.geminiomni:camel-gemini-omni:" + version + "\"")
                    .doesNotContainIgnoringCase("jackson");
            String icon = kamelet.at("/metadata/annotations")
                    .path("camel.apache.org/kamelet.icon")
                    .asText();
            assertThat(icon).startsWith("data:image/svg+xml;base64,");
            assertThat(new String(
                            Base64.getDecoder().decode(icon.substring(icon.indexOf(',') + 1)), StandardCharsets.UTF_8))
                    .startsWith("<svg ")
                    .endsWith("</svg>");
        }
    }

    /** So that what is said of an option in a Kamelet is what the component does. */
    @Test
    void theParametersAreOptionsOfTheComponentWithItsValuesAndTellItsDefaults() throws Exception {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("gemini-omni", GeminiOmniComponent.class.getName());
        ComponentModel component = catalog.componentModel("gemini-omni");
        List<String> wrong = new ArrayList<>();
        for (String name : OURS) {
            kamelet(name).at("/spec/definition/properties").properties().forEach(parameter -> {
                ComponentModel.EndpointOptionModel option = component.getEndpointOptions().stream()
                        .filter(candidate -> candidate.getName().equals(parameter.getKey()))
                        .findAny()
                        .orElse(null);
                if (option == null) {
                    wrong.add(name + ": there is no option " + parameter.getKey());
                    return;
                }
                if (option.isSecret()
                        != parameter.getValue().path("format").asText().equals("password")) {
                    wrong.add(name + ": whether a secret is marked: " + parameter.getKey());
                }
                List<String> values = new ArrayList<>();
                parameter.getValue().path("enum").forEach(value -> values.add(value.asText()));
                if (!values.equals(option.getEnums() == null ? List.of() : option.getEnums())) {
                    wrong.add(name + ": the values of " + parameter.getKey() + " are " + option.getEnums());
                }
                if (!option.getKind().equals("path")) {
                    if (parameter.getValue().has("default")) {
                        wrong.add(name + ": a default would win over the component's option " + parameter.getKey());
                    }
                    if (!tellsDefault(parameter.getValue().path("description").asText(), option)) {
                        wrong.add(name + ": the default of " + parameter.getKey() + " is " + option.getDefaultValue());
                    }
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    /** Otherwise a plus sign of a prompt would be a space, and what follows its ampersand another option. */
    @Test
    void eachTextIsGivenToTheComponentAsItIsWritten() throws Exception {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("gemini-omni", GeminiOmniComponent.class.getName());
        Set<String> texts = new TreeSet<>();
        catalog.componentModel("gemini-omni").getEndpointParameterOptions().stream()
                .filter(option -> option.getType().equals("string") && option.getEnums() == null)
                .forEach(option -> texts.add(option.getName()));
        for (String name : OURS) {
            JsonNode template = kamelet(name).at("/spec/template");
            kamelet(name).at("/spec/definition/properties").fieldNames().forEachRemaining(parameter -> {
                if (texts.contains(parameter)) {
                    assertThat(template.findValuesAsText(parameter))
                            .as(name)
                            .containsExactly("RAW({{?" + parameter + "}})");
                }
            });
        }
        assertThat(texts).contains("prompt", "imageUrls", "idempotencyKey", "apiKey");
    }

    private static boolean tellsDefault(String description, ComponentModel.EndpointOptionModel option) {
        Matcher told = Pattern.compile(" Unless set, that of the component, by default (.+)\\.$")
                .matcher(description);
        if (option.getDefaultValue() == null || !told.find()) {
            return option.getDefaultValue() == null && !description.contains("by default");
        }
        String value = told.group(1);
        return (option.getType().equals("duration") ? String.valueOf(TimeUtils.toMilliSeconds(value)) : value)
                .equals(option.getDefaultValue().toString());
    }

    @Test
    void theHeadersThatAreNamedAreThoseOfTheComponent() throws Exception {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("gemini-omni", GeminiOmniComponent.class.getName());
        Set<String> headers = new TreeSet<>(Set.of("CamelFileName"));
        catalog.componentModel("gemini-omni").getEndpointHeaders().forEach(header -> headers.add(header.getName()));
        for (String name : OURS) {
            for (JsonNode named : kamelet(name).at("/spec/dataTypes").findValues("headers")) {
                List<String> names = new ArrayList<>();
                named.fieldNames().forEachRemaining(names::add);
                assertThat(headers).as(name).containsAll(names);
            }
        }
    }

    /** Camel 4.22 makes the default of each message: it would load each video into memory. */
    @Test
    void noDataTypeIsTheDefault() throws Exception {
        for (String name : OURS) {
            for (String direction : List.of("in", "out")) {
                JsonNode types = kamelet(name).at("/spec/dataTypes/" + direction);
                assertThat(types.has("default")).as("%s: %s", name, types).isFalse();
            }
        }
    }

    @Test
    void eachDataTypeHasATransformer() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            assertThat(context.getTransformerRegistry()
                            .resolveTransformer(new TransformerKey(new DataType("gemini-omni:application-xml"))))
                    .isNull();
            for (String name : OURS) {
                for (JsonNode format : kamelet(name).at("/spec/dataTypes").findValues("format")) {
                    assertThat(context.getTransformerRegistry()
                                    .resolveTransformer(new TransformerKey(new DataType(format.asText()))))
                            .as("%s: %s", name, format)
                            .isNotNull();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name: gemini-omni-sink   | name: gemini-omni-drain  | its file is
                    kamelet.type: "sink"     | kamelet.type: "drain"    | does not end with its type
                    kamelet.type: "sink"     | kamelet.type: "source"   | does not end with its type
                    kamelet.icon             | kamelet.ikon             | no annotation camel.apache.org/kamelet.icon
                    title: API Key           | title: API key           | word without a capital: key
                    title: API Key           | title: The API Key       | begins with an article
                    title: API Key           | tittle: API Key          | tittle
                    group:credentials        | group:other              | not in the group of credentials
                    - channel                | - chanel                 | what is required is not defined
                    {{channel}}              | adverts                  | channel is declared, but not used
                    {{channel}}              | {{chanel}}               | chanel is used, but not declared
                    camel-gemini-omni:       | camel-other:             | no dependency brings the component gemini-omni
                    dataTypes                | dataType                 | dataType
                    type: object             | type: array              | is not object
                    """)
    void whatBreaksThemIsNamed(String kept, String broken, String message) throws Exception {
        String yaml = text("gemini-omni-sink");
        assertThat(yaml).contains(kept);
        assertThat(rules.violations("gemini-omni-sink.kamelet.yaml", KameletRules.read(yaml.replace(kept, broken))))
                .anySatisfy(violation -> assertThat(violation).contains(message));
    }

    private static JsonNode kamelet(String name) throws IOException {
        return KameletRules.read(text(name));
    }

    private static String text(String name) throws IOException {
        String resource = "/kamelets/" + name + ".kamelet.yaml";
        try (InputStream yaml = KameletRulesTest.class.getResourceAsStream(resource)) {
            assertThat(yaml).as(resource).isNotNull();
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
