package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import java.io.IOException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/**
 * What a route does about an unreachable gateway, for which nothing was paid, must not happen to an unknown outcome: Camel
 * looks at the causes of an exception before the exception itself.
 */
class UnknownOutcomeTest extends GeminiOmniTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(GatewayUnavailableException.class, IOException.class)
                        .handled(true)
                        .to("mock:nothingPaid");
                onException(SubmissionOutcomeUnknownException.class)
                        .handled(true)
                        .to("mock:maybePaid");
                from("direct:adverts").to("gemini-omni:adverts");
            }
        };
    }

    @Test
    void isNotTakenForAnUnreachableGateway() throws Exception {
        getMockEndpoint("mock:nothingPaid").expectedMessageCount(0);
        getMockEndpoint("mock:maybePaid").expectedMessageCount(1);
        emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void anUnreachableGatewayIsNoUnknownOutcome() throws Exception {
        getMockEndpoint("mock:nothingPaid").expectedMessageCount(1);
        getMockEndpoint("mock:maybePaid").expectedMessageCount(0);
        emulator().goDown();

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().creates()).isZero();
    }
}
