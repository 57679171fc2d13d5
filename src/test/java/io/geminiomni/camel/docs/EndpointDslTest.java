package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniConfiguration;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.GeminiOmniOperation;
import io.geminiomni.camel.dsl.GeminiOmniEndpointBuilderFactory.GeminiOmniBuilders;
import io.geminiomni.camel.task.VideoTask;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The builders of the Endpoint DSL, which the build generates. */
class EndpointDslTest extends DocsTestSupport {
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
        return new Adverts();
    }

    // tag::routes[]
    static class Adverts extends EndpointRouteBuilder implements GeminiOmniBuilders {
        @Override
        public void configure() {
            from(direct("prompts"))
                    .to(geminiOmni("adverts").resolution("1080p").duration("8").idempotencyKey("${header.orderId}"));

            from(geminiOmni("adverts").concurrentConsumers(4).taskTimeout("45m"))
                    .to(file("{{outbox}}").tempPrefix(".part-"));
        }
    }
    // end::routes[]

    @Test
    void aRouteThatIsWrittenWithTheBuildersMakesAVideo() {
        VideoTask task = template.requestBodyAndHeader(
                "direct:prompts", "A lighthouse at dawn", "orderId", "4711", VideoTask.class);

        assertThat(task.key()).isEqualTo("4711");
        assertThat(task.request().resolution()).isEqualTo("1080p");
        assertThat(task.request().duration()).isEqualTo(8);
        Path video = folder.resolve(task.taskId() + ".mp4");
        await().untilAsserted(() -> assertThat(video).isNotEmptyFile());
    }

    @Test
    void theOptionsOfABuilderAreThoseOfItsEndpoint() {
        GeminiOmniEndpoint receiving = context.getEndpoints().stream()
                .filter(endpoint -> endpoint.getEndpointUri().contains("concurrentConsumers"))
                .map(GeminiOmniEndpoint.class::cast)
                .findAny()
                .orElseThrow();
        GeminiOmniConfiguration options = receiving.getConfiguration();
        assertThat(options.getConcurrentConsumers()).isEqualTo(4);
        assertThat(options.getTaskTimeout()).isEqualTo(2_700_000);

        GeminiOmniEndpoint status = new Builders()
                .geminiOmni("adverts")
                .operation(GeminiOmniOperation.status)
                .advanced()
                .requestTimeout("20s")
                .resolve(context, GeminiOmniEndpoint.class);
        assertThat(status.getConfiguration().getOperation()).isEqualTo(GeminiOmniOperation.status);
        assertThat(status.getConfiguration().getRequestTimeout()).isEqualTo(20_000);
    }

    @Test
    void eachOptionOfTheCatalogueHasAMethodAndEachHeaderAName() throws Exception {
        Set<String> methods = Stream.of(
                        new Builders().geminiOmni("adverts").getClass().getMethods())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods)
                .containsAll(Catalogue.read().query().stream()
                        .map(Catalogue.Option::name)
                        .toList());
        assertThat(new Builders().geminiOmni().geminiOmniTaskId()).isEqualTo(GeminiOmniConstants.HEADER_TASK_ID);
        assertThat(Arrays.stream(new Builders().geminiOmni().getClass().getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName))
                .hasSameSizeAs(Catalogue.read().headers());
    }

    private static final class Builders implements GeminiOmniBuilders {}
}
