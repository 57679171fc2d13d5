package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.ReceivedRequest;
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
        return dsl.routes("docs/requests", new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");

                // tag::precedence[]
                from("direct:highlights")
                        .setHeader(GeminiOmniConstants.HEADER_RESOLUTION, constant("1080p"))
                        .to("gemini-omni:adverts?resolution=720p&duration=10");
                // end::precedence[]

                // tag::values[]
                // upright stories with the pictures of the product
                from("direct:stories")
                        .to("gemini-omni:stories?model=omni-10s&orientation=portrait"
                                + "&imageUrls=https://example.com/front.png https://example.com/side.png");

                // square teasers that begin with the poster
                from("direct:teasers")
                        .to("gemini-omni:teasers?aspectRatio=1:1&duration=4"
                                + "&imageUrls=https://example.com/poster.png&generationType=frame");

                // the same film in another season: no body is needed
                from("direct:winter")
                        .to("gemini-omni:seasons?videoUrls=https://example.com/street.mp4"
                                + "&prompt=The same street in winter");
                // end::values[]

                // tag::text[]
                from("direct:scripts").to("gemini-omni:adverts?bodyFormat=prompt&maxRequestSize=8KB");
                // end::text[]

                // tag::strict[]
                from("direct:trials").to("gemini-omni:adverts?strict=false");
                // end::strict[]

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
        });
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

    @ExampleTest
    void aListIsSplit() {
        template.sendBody("direct:batch", "[{\"prompt\":\"A lighthouse\"},{\"prompt\":\"A ship\"}]");

        assertThat(emulator().accepted()).isEqualTo(2);
    }

    @ExampleTest
    void aHeaderWinsOverTheBodyAndTheBodyOverAnOption() {
        VideoTask task = template.requestBody(
                "direct:highlights",
                Map.of("prompt", "A lighthouse", "duration", 4, "resolution", "4k"),
                VideoTask.class);

        assertThat(task.request().resolution()).isEqualTo("1080p");
        assertThat(task.request().duration()).isEqualTo(4);
    }

    @ExampleTest
    void valuesOfTheOptionsAreSent() {
        VideoRequest story = template.requestBody("direct:stories", "A walk", VideoTask.class)
                .request();
        assertThat(story.model()).isEqualTo("omni-10s");
        assertThat(story.orientation()).isEqualTo("portrait");
        assertThat(story.imageUrls()).containsExactly("https://example.com/front.png", "https://example.com/side.png");

        VideoRequest teaser = template.requestBody("direct:teasers", "Curtain up", VideoTask.class)
                .request();
        assertThat(teaser.aspectRatio()).isEqualTo("1:1");
        assertThat(teaser.duration()).isEqualTo(4);
        assertThat(teaser.generationType()).isEqualTo("frame");
        assertThat(teaser.imageUrls()).containsExactly("https://example.com/poster.png");

        VideoRequest winter =
                template.requestBody("direct:winter", null, VideoTask.class).request();
        assertThat(winter.prompt()).isEqualTo("The same street in winter");
        assertThat(winter.videoUrls()).containsExactly("https://example.com/street.mp4");
        assertThat(emulator().requests(Call.CREATE))
                .extracting(ReceivedRequest::text)
                .last()
                .asString()
                .contains("The same street in winter");
    }

    @ExampleTest
    void allTextIsThePromptUnlessItIsTooLong() {
        VideoTask task = template.requestBody("direct:scripts", "{Scene 1} A lighthouse", VideoTask.class);
        assertThat(task.request().prompt()).isEqualTo("{Scene 1} A lighthouse");

        assertThatThrownBy(() -> template.sendBody("direct:scripts", "x".repeat(9 * 1024)))
                .hasStackTraceContaining("maxRequestSize");
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @ExampleTest
    void aNewValueIsSentWhereTheRulesAreNotStrict() {
        template.request(
                "direct:trials",
                exchange -> exchange.getIn().setBody(Map.of("prompt", "A lighthouse", "resolution", "8k")));

        assertThat(emulator().requests(Call.CREATE))
                .singleElement()
                .extracting(ReceivedRequest::text)
                .asString()
                .contains("8k");
    }

    @ExampleTest
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
