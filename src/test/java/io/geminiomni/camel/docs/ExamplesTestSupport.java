package io.geminiomni.camel.docs;

import io.geminiomni.camel.TestEndpoints;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the examples of the documentation against an emulator, with nothing that a user could not do. */
abstract class ExamplesTestSupport extends CamelTestSupport {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    /** The language in which an {@link ExampleTest} runs the examples now. */
    Dsl dsl = Dsl.JAVA;

    GatewayEmulator emulator() {
        return gateway.emulator();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        TestEndpoints.in(context);
        return context;
    }
}
