package io.geminiomni.camel.docs;

// tag::test[]
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmulatorExampleTest extends CamelTestSupport {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setPollInterval(50);
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts?idempotencyKey=${header.order}");
                from("gemini-omni:adverts").to("mock:videos");
            }
        };
    }

    @Test
    void aPromptBecomesOneVideo() throws Exception {
        MockEndpoint videos = getMockEndpoint("mock:videos");
        videos.expectedMessageCount(1);

        template.sendBodyAndHeader("direct:adverts", "A lighthouse at dawn", "order", "order-17");

        videos.assertIsSatisfied();
        assertThat(gateway.emulator().accepted("order-17")).isEqualTo(1);
    }

    @Test
    void anOrderWhoseAnswerIsLostIsNotPaidForTwice() {
        gateway.emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() ->
                            template.sendBodyAndHeader("direct:adverts", "A lighthouse at dawn", "order", "order-18"))
                    .hasCauseInstanceOf(SubmissionOutcomeUnknownException.class);
        }

        assertThat(gateway.emulator().creates()).isEqualTo(1);
        assertThat(gateway.emulator().accepted("order-18")).isEqualTo(1);
    }
}
// end::test[]
