package io.geminiomni.camel;

import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.VideoTaskRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context whose component speaks to an emulator of its own, over real HTTP, and asks often. */
abstract class GeminiOmniTestSupport extends CamelTestSupport {
    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> emulated(settings.timeline(Timeline.immediate())));

    /** The component's and the repository's. */
    final MutableClock clock = startClock();

    final VideoTaskRepository tasks = RecordedTasks.inMemory(clock, gateway::emulator);

    MutableClock startClock() {
        return MutableClock.running();
    }

    /** The settings of the emulator. */
    GatewayEmulator.Builder emulated(GatewayEmulator.Builder settings) {
        return settings;
    }

    GatewayEmulator emulator() {
        return gateway.emulator();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        TestEndpoints.in(context);
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setClock(clock);
        component.setTaskRepository(tasks);
        component.setPollInterval(20);
        component.setRequestsPerSecond(100_000);
        component.setMaxPollInterval(50);
        return context;
    }
}
