package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.task.VideoTask;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;

/** A key of one's own, and headers that come back with the video. */
class KeyExamplesTest extends DocsTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/keys", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::orders[]
                from("direct:orders")
                        .to(
                                "gemini-omni:adverts?idempotencyKey=${header.orderId}&correlationHeaders=orderId,customer*");

                from("gemini-omni:adverts")
                        .log("Order ${header.orderId} has its video")
                        .to("mock:videos");
                // end::orders[]
            }
        });
    }

    @ExampleTest
    void anOrderIsPaidForOnceAndItsHeadersComeBack() throws Exception {
        MockEndpoint videos = getMockEndpoint("mock:videos");
        videos.expectedMessageCount(1);
        videos.expectedHeaderReceived("orderId", "17");
        videos.expectedHeaderReceived("customerName", "Ada");
        Map<String, Object> headers = Map.of("orderId", "17", "customerName", "Ada");

        VideoTask first = template.requestBodyAndHeaders("direct:orders", "A lighthouse", headers, VideoTask.class);
        Exchange second = template.request("direct:orders", exchange -> {
            exchange.getIn().setBody("A lighthouse");
            exchange.getIn().setHeaders(new HashMap<>(headers));
        });

        assertThat(second.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(second.getMessage().getBody(VideoTask.class).taskId()).isEqualTo(first.taskId());
        assertThat(emulator().creates()).isEqualTo(1);
        assertThatThrownBy(() -> template.requestBodyAndHeaders("direct:orders", "A ship", headers))
                .hasCauseInstanceOf(IdempotencyKeyConflictException.class);
        MockEndpoint.assertIsSatisfied(context);
    }
}
