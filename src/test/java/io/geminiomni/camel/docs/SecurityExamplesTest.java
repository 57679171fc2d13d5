package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.EmbeddedBroker;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.task.VideoTask;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which headers of messages count, and where the URLs of videos are shown. */
class SecurityExamplesTest extends DocsTestSupport {
    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        JmsComponent jms = JmsComponent.jmsComponentAutoAcknowledge(BROKER.connections());
        jms.getConfiguration().setReceiveTimeout(100);
        context.addComponent("jms", jms);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/security", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::entrance[]
                from("jms:queue:prompts")
                        .removeHeaders("CamelGeminiOmni*")
                        .to("gemini-omni:adverts?idempotencyKey=${header.JMSMessageID}");
                // end::entrance[]

                // tag::values[]
                from("direct:requests").to("gemini-omni:adverts?headersFromMessages=values");
                // end::values[]

                // tag::urls[]
                from("gemini-omni:trailers?jsonVideoUrl=full").marshal().json().to("mock:player");

                from("gemini-omni:clips?videoUrlHeader=true")
                        .setBody(header(GeminiOmniConstants.HEADER_VIDEO_URL))
                        .to("mock:links");
                // end::urls[]
            }
        });
    }

    @ExampleTest
    void aMessageDoesNotSteer() {
        BROKER.send("prompts", "A lighthouse", "CAMELGeminiOmniOperation", "balance");
        VideoTask task = template.requestBodyAndHeaders(
                "direct:requests",
                "A lighthouse",
                Map.of(GeminiOmniConstants.HEADER_OPERATION, "balance", GeminiOmniConstants.HEADER_DURATION, 8),
                VideoTask.class);

        await().until(() -> emulator().accepted() == 2);
        assertThat(task.request().duration()).isEqualTo(8);
        assertThat(emulator().calls(Call.USER_BALANCE)).isZero();
    }

    @ExampleTest
    void urlsAreShownWhereTheyAreWanted() throws Exception {
        MockEndpoint player = getMockEndpoint("mock:player");
        MockEndpoint links = getMockEndpoint("mock:links");
        player.expectedMessageCount(1);
        links.expectedMessageCount(1);

        template.sendBody("gemini-omni:trailers", "A lighthouse");
        template.sendBody("gemini-omni:clips", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
        String url = "http://127.0.0.1:";
        assertThat(player.getExchanges().get(0).getMessage().getBody(String.class))
                .contains("\"video_url\":\"" + url);
        assertThat(links.getExchanges().get(0).getMessage().getBody(String.class))
                .startsWith(url);
    }
}
