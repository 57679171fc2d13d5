package io.geminiomni.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the jar tells IDEs of the properties of Spring Boot. */
class ConfigurationMetadataTest {
    private static final String PREFIX = "camel.component.gemini-omni.";

    private JsonNode metadata;

    @BeforeEach
    void read() throws Exception {
        try (InputStream json = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new ObjectMapper().readTree(json);
        }
    }

    @Test
    void itHasAllPropertiesThatAreReadAndNoOthers() {
        assertThat(all("properties").map(property -> property.get("name").asText()))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                ComponentOption.all().stream().map(ComponentOption::dashed),
                                ComponentProperties.OTHERS.stream())
                        .map(name -> PREFIX + name)
                        .toList());
    }

    @Test
    void eachPropertyHasADescriptionAndATypeThatExists() {
        assertThat(all("properties")).allSatisfy(property -> {
            assertThat(property.get("description").asText()).isNotBlank();
            assertThat(Class.forName(property.get("type").asText().replaceAll("<.*", "")))
                    .isNotNull();
        });
    }

    @Test
    void defaultsAreInTheFormOfTheirType() {
        assertThat(property("poll-interval")).isEqualTo(List.of("java.time.Duration", "5s"));
        assertThat(property("retention")).isEqualTo(List.of("java.time.Duration", "7d"));
        assertThat(property("queue-timeout")).isEqualTo(List.of("java.time.Duration", "0ms"));
        assertThat(property("concurrent-polls")).isEqualTo(List.of("java.lang.Integer", "8"));
        assertThat(property("strict")).isEqualTo(List.of("java.lang.Boolean", "true"));
        assertThat(property("min-balance")).isEqualTo(List.of("java.lang.Double", "none"));
        assertThat(property("use-data-source")).isEqualTo(List.of("java.lang.Boolean", "false"));
        assertThat(property("failure-categories"))
                .isEqualTo(List.of("java.util.Map<java.lang.String,java.lang.String>", "none"));
    }

    @Test
    void anEnumerationHasItsValuesAndABeanItsType() {
        assertThat(hint("json-video-url").at("/values").findValuesAsText("value"))
                .containsExactly("none", "full");
        JsonNode beans = hint("data-source").at("/providers/0");
        assertThat(beans.get("name").asText()).isEqualTo("spring-bean-reference");
        assertThat(beans.at("/parameters/target").asText()).isEqualTo("javax.sql.DataSource");
    }

    private List<String> property(String name) {
        JsonNode property = named("properties", name);
        return List.of(
                property.get("type").asText(), property.path("defaultValue").asText("none"));
    }

    private JsonNode hint(String name) {
        return named("hints", name);
    }

    private JsonNode named(String section, String name) {
        List<JsonNode> found = all(section)
                .filter(each -> each.get("name").asText().equals(PREFIX + name))
                .collect(Collectors.toList());
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private Stream<JsonNode> all(String section) {
        return StreamSupport.stream(metadata.get(section).spliterator(), false);
    }
}
