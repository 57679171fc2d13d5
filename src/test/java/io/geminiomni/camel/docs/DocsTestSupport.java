package io.geminiomni.camel.docs;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.seda.SedaEndpoint;

/** Runs examples of routes with a component that is set up already, and asks often. */
abstract class DocsTestSupport extends ExamplesTestSupport {
    final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setTaskRepository(tasks);
        component.setPollInterval(20);
        component.setRequestsPerSecond(100_000);
        component.setMaxPollInterval(50);
        context.getCamelContextExtension().registerEndpointCallback(DocsTestSupport::stoppingSoon);
        return context;
    }

    /** A route from SEDA stops when its consumer has waited for this long for a message. */
    private static Endpoint stoppingSoon(String uri, Endpoint endpoint) {
        if (endpoint instanceof SedaEndpoint seda) {
            seda.setPollTimeout(20);
        }
        return endpoint;
    }
}
