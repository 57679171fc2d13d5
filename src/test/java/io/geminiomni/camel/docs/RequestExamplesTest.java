package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.VideoTask;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** What a request may be, what wins, and how to check one before it is queued. */
class RequestExamplesTest extends DocsTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");

                // tag::precedence[]
                from("direct:highlights")
                        .setHeader(GeminiOmniConstants.HEADER_RESOLUTION, constant("1080p"))
                        .to("gemini-omni:adverts?resolution=720p&duration=10");
                // end::precedence[]

                // tag::batch[]
                from("direct:batch").unmarshal().json(List.class).split(body()).to("gemini-omni:adverts");
                // end::batch[]

                // tag::validate[]
                from("direct:incoming")
                        .onException(InvalidVideoRequestException.class)
                        .handled(true)
                        .setBody(exceptionMessage())
                        .to("mock:refused")
                        .end()
                        .to("gemini-omni:adverts?operation=validate")
                        .to("seda:checked");

                from("seda:checked").to("gemini-omni:adverts").to("mock:submitted");
                // end::validate[]
            }
        };
    }

    @Test
    void aBodyOfEachForm() {
        // tag::bodies[]
        // text is the prompt
        template.requestBody("direct:adverts", "A lighthouse at dawn");

        // JSON has the gateway's names, or the same in camelCase
        template.requestBody("direct:adverts", "{\"prompt\":\"A lighthouse at dawn\",\"aspect_ratio\":\"9:16\"}");

        // so has a map
        template.requestBody("direct:adverts", Map.of("prompt", "A lighthouse at dawn", "duration", 8));

        // a VideoRequest has methods
        VideoRequest request = VideoRequest.builder()
                .prompt("The light goes on")
                .imageUrls(List.of("https://example.com/lighthouse.png"))
                .generationType("frame")
                .build();
        VideoTask task = template.requestBody("direct:adverts", request, VideoTask.class);
        // end::bodies[]

        assertThat(task.taskId()).isNotEmpty();
        assertThat(emulator().accepted()).isEqualTo(4);
    }

    @Test
    void aListIsSplit() {
        template.sendBody("direct:batch", "[{\"prompt\":\"A lighthouse\"},{\"prompt\":\"A ship\"}]");

        assertThat(emulator().accepted()).isEqualTo(2);
    }

    @Test
    void aHeaderWinsOverTheBodyAndTheBodyOverAnOption() {
        VideoTask task = template.requestBody(
                "direct:highlights",
                Map.of("prompt", "A lighthouse", "duration", 4, "resolution", "4k"),
                VideoTask.class);

        assertThat(task.request().resolution()).isEqualTo("1080p");
        assertThat(task.request().duration()).isEqualTo(4);
    }

    @Test
    void whatIsInvalidIsRefusedBeforeTheQueue() throws Exception {
        MockEndpoint refused = getMockEndpoint("mock:refused");
        refused.expectedMessageCount(1);
        MockEndpoint submitted = getMockEndpoint("mock:submitted");
        submitted.expectedMessageCount(1);

        template.sendBody("direct:incoming", "{\"prompt\":\"A lighthouse\",\"duration\":5,\"resolution\":\"8k\"}");
        template.sendBody("direct:incoming", "{\"prompt\":\"A lighthouse\",\"duration\":6,\"resolution\":\"4k\"}");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(refused.getExchanges().get(0).getIn().getBody(String.class))
                .contains("duration")
                .contains("resolution");
        assertThat(emulator().creates()).isEqualTo(1);
    }
}
