package io.geminiomni.camel;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Endpoints as tests want them. Consumers whose URI does not say otherwise begin at once and look every 50 ms. Mocks wait for
 * as long as a busy machine may need.
 */
public final class TestEndpoints implements EndpointStrategy {
    private static final long DELAY = 50;

    private TestEndpoints() {}

    /** From now on the context's endpoints are such ones. */
    public static void in(CamelContext context) {
        context.getCamelContextExtension().registerEndpointCallback(new TestEndpoints());
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof MockEndpoint mock) {
            mock.setResultWaitTime(Duration.ofMinutes(1).toMillis());
        } else if (endpoint instanceof GeminiOmniEndpoint videos) {
            if (!uri.contains("initialDelay=")) {
                videos.setInitialDelay(0);
            }
            if (!uri.contains("delay=")) {
                videos.setDelay(DELAY);
            }
        }
        return endpoint;
    }
}
