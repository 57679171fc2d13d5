package io.geminiomni.camel.docs;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import org.apache.camel.CamelContext;

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
        return context;
    }
}
