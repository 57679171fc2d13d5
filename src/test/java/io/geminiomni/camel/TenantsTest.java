package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;

/** A {@code toD} with an API key for each of many tenants, of which Camel keeps two endpoints at a time. */
class TenantsTest extends GeminiOmniTestSupport {
    private static final int TENANTS = 20;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getGlobalOptions().put(Exchange.MAXIMUM_ENDPOINT_CACHE_SIZE, "2");
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:tenant")
                        .toD("gemini-omni:of-${header.tenant}?apiKey=sk-${header.tenant}&operation=generate", 2);
            }
        };
    }

    @Test
    void whatEndpointsUsedThatAreGoneGoesWithThem() {
        ContextThreads threads = ContextThreads.of(context);
        List<GeneratedVideo> videos =
                IntStream.range(0, TENANTS).mapToObj(this::video).toList();

        await().untilAsserted(
                        () -> assertThat(threads.alive("GeminiOmniDeadline")).hasSizeLessThan(TENANTS / 2));
        await().untilAsserted(() -> assertThat(threads.alive("GeminiOmniWatch")).hasSizeLessThan(TENANTS / 2));
        assertThat(HealthCheckRegistry.get(context).stream()
                        .filter(check -> check.getId().startsWith("gemini-omni:of-")))
                .hasSizeLessThan(TENANTS / 2);
        assertThat(videos).as("videos can still be fetched").allSatisfy(video -> {
            try (InputStream content = video.openStream()) {
                assertThat(content.readAllBytes()).hasSizeGreaterThan(1000);
            }
        });
    }

    private GeneratedVideo video(int tenant) {
        emulator().apiKey("sk-" + tenant);
        return template.requestBodyAndHeader(
                "direct:tenant", "a cat", "tenant", String.valueOf(tenant), GeneratedVideo.class);
    }
}
