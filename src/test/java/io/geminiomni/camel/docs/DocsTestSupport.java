package io.geminiomni.camel.docs;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the examples of the documentation against an emulator, with nothing that a user could not do. */
abstract class DocsTestSupport extends CamelTestSupport {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();

    GatewayEmulator emulator() {
        return gateway.emulator();
    }

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
        component.setRequestTimeout(2000);
        return context;
    }
}
