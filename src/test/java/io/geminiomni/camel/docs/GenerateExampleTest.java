package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code operation=generate}. */
class GenerateExampleTest extends DocsTestSupport {
    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent().addInitialProperty("outbox", folder.toString());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::generate[]
                from("direct:prompts")
                        .to("gemini-omni:adverts?operation=generate&generateTimeout=20m")
                        .to("file:{{outbox}}?fileName=advert.mp4&tempPrefix=.part-");
                // end::generate[]
            }
        };
    }

    @Test
    void theExchangeGoesOnWithItsVideo() {
        template.requestBody("direct:prompts", "A lighthouse in a storm");

        assertThat(folder.resolve("advert.mp4")).isNotEmptyFile();
        assertThat(emulator().creates()).isEqualTo(1);
    }
}
