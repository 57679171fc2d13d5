package io.geminiomni.examples.observability;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Makes a video of each prompt and stores it in a folder. That it is measured needs nothing here: the component finds the meter
 * registry of the context.
 *
 * <p>The property {@code observability.folder} names the folder.
 */
public final class ObservedRoutes extends RouteBuilder {
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    @Override
    public void configure() {
        // tag::routes[]
        from("direct:prompts").to("gemini-omni:adverts");

        from("gemini-omni:adverts?initialDelay=0&delay=200&emitFailures=true")
                .routeId("videos")
                .filter(header("CamelGeminiOmniStatus").isEqualTo("completed"))
                .process(this::failOnce)
                .to("file:{{observability.folder}}?tempPrefix=.part-");
        // end::routes[]
    }

    /** So that the dashboard has a delivery that fails, and is repeated. */
    private void failOnce(Exchange exchange) {
        if (failed.isEmpty() && failed.add(exchange.getExchangeId())) {
            throw new IllegalStateException("The first delivery of the example fails");
        }
    }
}
