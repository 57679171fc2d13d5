package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A route that tries again when the gateway cannot be reached leaves a request of unknown outcome alone. */
class UnknownIsNotUnavailableTest extends CamelTestSupport {
    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY = new GatewayEmulatorExtension();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(GATEWAY.baseUrl());
        component.setApiKey("sk-test");
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(GatewayUnavailableException.class, IOException.class)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0);
                from("direct:prompts").to("gemini-omni:adverts");
            }
        };
    }

    @Test
    void aConnectionThatBreaksOffIsUnknownAndIsNotTriedAgain() {
        GATEWAY.emulator().nextCreates(Fault.resetAfterRequest());

        Exchange exchange =
                template.send("direct:prompts", message -> message.getIn().setBody("A cat on the moon"));

        assertThat(exchange.getException())
                .isInstanceOf(SubmissionOutcomeUnknownException.class)
                .hasMessageStartingWith("It is not known whether")
                .hasNoCause();
        assertThat(exchange.getException().getSuppressed()).singleElement().isInstanceOf(GatewayException.class);
        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERED)).isNotEqualTo(true);
        assertThat(GATEWAY.emulator().creates()).isEqualTo(1);
    }
}
