package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.EmbeddedBroker;
import io.geminiomni.camel.task.VideoTask;
import jakarta.jms.TextMessage;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The data types of the component, and what they make of a video. */
class DataTypeExamplesTest extends DocsTestSupport {
    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(BROKER.connections()));
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/data-types", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::facts[]
                from("gemini-omni:adverts")
                        .transformDataType("gemini-omni:application-json")
                        .to("jms:queue:videos");
                // end::facts[]

                // tag::events[]
                from("gemini-omni:trailers?emitFailures=true&emitProgress=true")
                        .transformDataType("gemini-omni:application-cloudevents")
                        .transformDataType("application-cloudevents+json")
                        .to("mock:events");
                // end::events[]
            }
        });
    }

    @ExampleTest
    void theFactsGoToAQueueAsAText() throws Exception {
        VideoTask task = template.requestBody("gemini-omni:adverts", "A lighthouse", VideoTask.class);

        String text = BROKER.receive("videos", message -> ((TextMessage) message).getText());

        assertThat(text).startsWith("{").contains("\"task_id\":\"" + task.taskId() + "\"");
    }

    @ExampleTest
    void aVideoIsAnEvent() throws Exception {
        MockEndpoint events = getMockEndpoint("mock:events");
        events.expectedMinimumMessageCount(1);

        template.sendBody("gemini-omni:trailers", "A lighthouse");

        events.assertIsSatisfied();
        assertThat(events.getExchanges().get(0).getMessage().getBody(String.class))
                .contains("\"type\":\"io.geminiomni.video.", "\"source\":\"gemini-omni:trailers\"", "\"data\":{");
    }
}
