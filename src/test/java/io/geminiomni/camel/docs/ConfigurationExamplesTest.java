package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The component set up by properties, and its health. */
class ConfigurationExamplesTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @Test
    void propertiesSetItUpAndShowItsHealth(GatewayEmulator emulator) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("classpath:docs/application.properties");
        main.addOverrideProperty("camel.component.gemini-omni.api-key", "sk-test");
        main.addOverrideProperty("camel.component.gemini-omni.base-url", emulator.baseUrl());
        main.addOverrideProperty("camel.component.gemini-omni.poll-interval", "20ms");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");
                from("gemini-omni:adverts").routeId("videos").to("mock:videos");
            }
        });
        main.start();
        try {
            CamelContext context = main.getCamelContext();
            assertThat(context.getComponent("gemini-omni", GeminiOmniComponent.class)
                            .getConfiguration()
                            .getMaxPollInterval())
                    .isEqualTo(60_000);
            await().until(() -> health(context) == HealthCheck.State.UP);

            emulator.every(Call.QUERY, Fault.code("20001", "authentication failed"));
            context.createProducerTemplate().sendBody("direct:adverts", "A lighthouse");

            await().until(() -> health(context) == HealthCheck.State.DOWN);
        } finally {
            main.stop();
        }
    }

    private static HealthCheck.State health(CamelContext context) {
        // tag::health[]
        boolean up = HealthCheckHelper.invoke(context).stream()
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
        // end::health[]
        return up ? HealthCheck.State.UP : HealthCheck.State.DOWN;
    }
}
