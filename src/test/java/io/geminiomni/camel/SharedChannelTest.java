package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.task.TaskState;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** Several consumers of one channel, also where their URIs are the same to the letter. */
class SharedChannelTest extends GeminiOmniTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");
                from("gemini-omni:adverts").to("mock:one");
                from("gemini-omni:adverts").to("mock:other");
            }
        };
    }

    @Test
    void eachVideoGoesToOneOfThem() {
        for (int i = 0; i < 6; i++) {
            template.sendBody("direct:adverts", "Advert " + i);
        }

        await().until(() -> tasks.counts("adverts").equals(Map.of(TaskState.DELIVERED, 6L)));
        MockEndpoint one = getMockEndpoint("mock:one");
        MockEndpoint other = getMockEndpoint("mock:other");
        assertThat(one.getReceivedCounter() + other.getReceivedCounter()).isEqualTo(6);
    }
}
