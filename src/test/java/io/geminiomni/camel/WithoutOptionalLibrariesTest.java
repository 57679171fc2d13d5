package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.PriceList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A program with routes of the component needs none of the libraries that other languages, Kamelets and tools need. */
class WithoutOptionalLibrariesTest {
    private static final String OPTIONAL =
            "camel-(opentelemetry2|telemetry|console|endpointdsl|kamelet|kamelets|kamelets-crds|yaml-.*|xml-io.*|catalog|main"
                    + "|spring.*)-[0-9].*\\.jar|(h2|postgresql|spring.*|micrometer-.*|opentelemetry-.*)-[0-9].*\\.jar";

    private static final String YAML = "(jackson-dataformat-yaml|snakeyaml)-[0-9].*\\.jar";

    @Test
    void aContextStartsWithoutThem() throws Exception {
        JavaProgram.Ended program = JavaProgram.run(
                JavaProgram.command("-cp", JavaProgram.classPathWithout(OPTIONAL), Program.class.getName()));
        assertThat(program.status()).as(program.output()).isZero();
        assertThat(program.output()).contains("started without the Endpoint DSL");
    }

    @Test
    void aPriceListInJsonNeedsNoLibraryForYaml() throws Exception {
        JavaProgram.Ended program =
                JavaProgram.run(JavaProgram.command("-cp", JavaProgram.classPathWithout(YAML), Prices.class.getName()));
        assertThat(program.status()).as(program.output()).isZero();
        assertThat(program.output())
                .contains("PriceList[unit=USD, rows=1]")
                .contains("The price list prices.yaml is YAML, which needs a library that is not on the class path: add"
                        + " com.fasterxml.jackson.dataformat:jackson-dataformat-yaml, or write the list in JSON.");
    }

    /** Reads a price list in each format. */
    static final class Prices {
        private Prices() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(read("prices.json", "[{\"unit\": \"USD\", \"amount\": 1}]"));
            try {
                read("prices.yaml", "- {unit: USD, amount: 1}");
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }

        private static PriceList read(String name, String content) throws IOException {
            return PriceList.read(
                    name,
                    new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                    Prices.class.getClassLoader());
        }
    }

    /** Starts a producer and a consumer. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try {
                Class.forName("org.apache.camel.builder.endpoint.EndpointRouteBuilder");
                throw new IllegalStateException("the Endpoint DSL is there");
            } catch (ClassNotFoundException e) {
                try (DefaultCamelContext context = new DefaultCamelContext()) {
                    GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
                    component.setApiKey("sk-test");
                    component.setBaseUrl("http://127.0.0.1:9");
                    context.addRoutes(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:prompts").to("gemini-omni:adverts");
                            from("gemini-omni:adverts").to("log:videos");
                        }
                    });
                    context.start();
                    System.out.println("started without the Endpoint DSL");
                }
            }
        }
    }
}
