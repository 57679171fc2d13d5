package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Camel's catalogue, and so the editors that ask it, finds the component and takes each URI of the documentation. */
class DocumentedUrisTest {
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern QUOTED = Pattern.compile("[\"'`](gemini-omni:[^\"'`\\n]+)[\"'`]");

    private final CamelCatalog catalog = catalog();

    private static CamelCatalog catalog() {
        // tag::catalogue[]
        CamelCatalog catalog = new DefaultCamelCatalog();
        catalog.addComponent("gemini-omni", "io.geminiomni.camel.GeminiOmniComponent");
        // end::catalogue[]
        return catalog;
    }

    static Stream<Path> pages() throws IOException {
        return DocsTest.pages();
    }

    static Stream<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root :
                List.of(Path.of("examples"), Path.of("src/test/resources/docs"), Path.of("src/main/kamelets"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().matches(".*\\.(java|xml|yaml)"))
                        .filter(file ->
                                !file.endsWith("pom.xml") && !file.toString().contains("/target/"))
                        .forEach(sources::add);
            }
        }
        return sources.stream();
    }

    @Test
    void theCatalogueFindsTheComponentByItsClass() {
        assertThat(catalog.findComponentNames()).contains("gemini-omni");
        assertThat(GeminiOmniComponent.class.getResource("gemini-omni.json"))
                .as("beside the class")
                .isNotNull();
        assertThat(catalog.componentModel("gemini-omni").getJavaType()).isEqualTo(GeminiOmniComponent.class.getName());
        assertThat(catalog.componentModel("gemini-omni").getArtifactId()).isEqualTo("camel-gemini-omni");
    }

    /** As camel-report:validate does, which names no components. */
    @Test
    void aCatalogueThatIsToldNothingKnowsTheOptions() {
        assertThat(new DefaultCamelCatalog()
                        .validateEndpointProperties("gemini-omni:adverts?resolutoin=1080p")
                        .getUnknown())
                .containsExactly("resolutoin");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theUrisOfAPageAreTakenByTheCatalogue(Path page) throws Exception {
        Page read = Page.read(page);
        List<String> uris = new ArrayList<>(quoted(read.text()));
        for (CodeBlock block : read.blocks()) {
            String code = String.join("\n", read.lines(block));
            uris.addAll(
                    switch (block.language()) {
                        case "yaml" -> ofYaml(code);
                        case "xml" -> quoted(code);
                        default -> List.of();
                    });
        }
        assertThat(wrong(uris)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theUrisOfAnExampleAreTakenByTheCatalogue(Path source) throws Exception {
        String text = Files.readString(source);
        assertThat(wrong(source.toString().endsWith(".yaml") ? ofYaml(text) : quoted(text)))
                .isEmpty();
    }

    @Test
    void urisAreFoundInEachLanguage() throws Exception {
        assertThat(quoted(Files.readString(Path.of("src/test/java/io/geminiomni/camel/docs/RequestExamplesTest.java"))))
                .anyMatch(uri -> uri.startsWith("gemini-omni:stories?model=omni-10s&orientation=portrait&imageUrls="));
        assertThat(quoted(Files.readString(Path.of("src/test/resources/docs/operations.xml"))))
                .contains("gemini-omni:adverts?operation=generate&generateTimeout=20m&workerPoolSize=10");
        assertThat(ofYaml(Files.readString(Path.of("src/test/resources/docs/operations.yaml"))))
                .contains("gemini-omni:adverts?operation=generate&generateTimeout=20m&workerPoolSize=10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemini-omni:adverts?resolutoin=1080p",
                "gemini-omni:adverts?operation=creat",
                "gemini-omni:adverts?resolution=8k",
                "gemini-omni:adverts?concurrentConsumers=many",
                "gemini-omni:?operation=create"
            })
    void aMistakeIsCaught(String uri) {
        assertThat(wrong(List.of(uri))).hasSize(1);
    }

    private Map<String, String> wrong(List<String> uris) {
        Map<String, String> wrong = new TreeMap<>();
        for (String uri : uris) {
            EndpointValidationResult result = catalog.validateEndpointProperties(uri);
            if (!result.isSuccess() || result.hasWarnings()) {
                wrong.put(uri, result.summaryErrorMessage(false, true, true));
            }
        }
        return wrong;
    }

    /**
     * Those that are written as text between quotation marks, in Java, XML and prose; of one to which a variable is added
     * the part before it.
     */
    private static List<String> quoted(String text) {
        return QUOTED.matcher(JOINT.matcher(text).replaceAll("").replace("&amp;", "&"))
                .results()
                .map(uri -> uri.group(1).replaceFirst("&$", ""))
                .toList();
    }

    private List<String> ofYaml(String text) {
        List<String> uris = new ArrayList<>();
        collect(new Load(LoadSettings.builder().build()).loadFromString(text), uris);
        return uris;
    }

    private void collect(Object node, List<String> uris) {
        if (node instanceof List<?> list) {
            for (Object item : list) {
                collect(item, uris);
            }
        } else if (node instanceof Map<?, ?> map) {
            if (map.get("uri") instanceof String uri && uri.startsWith("gemini-omni:")) {
                uris.add(uri + query(map.get("parameters")));
            }
            for (Object value : map.values()) {
                collect(value, uris);
            }
        } else if (node instanceof String text && text.startsWith("gemini-omni:") && !uris.contains(text)) {
            uris.add(text);
        }
    }

    private static String query(Object parameters) {
        if (!(parameters instanceof Map<?, ?> map)) {
            return "";
        }
        List<String> options = new ArrayList<>();
        map.forEach((name, value) -> options.add(name + "=" + value));
        return "?" + String.join("&", options);
    }
}
