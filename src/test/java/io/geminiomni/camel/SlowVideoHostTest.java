package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** A channel goes on while the host of one of its videos does not answer. */
class SlowVideoHostTest extends GeminiOmniTestSupport {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:films?initialDelay=0&delay=20&concurrentConsumers=2&requestTimeout=60000&downloadRetries=0")
                        .convertBodyTo(byte[].class)
                        .to("mock:done");
            }
        };
    }

    @Test
    void theOtherVideosOfTheChannelAreDelivered() throws Exception {
        MockEndpoint done = getMockEndpoint("mock:done");
        done.expectedMessageCount(3);
        emulator().nextDownloads(Fault.hang());

        for (int i = 0; i < 4; i++) {
            template.sendBody("gemini-omni:films", "a cat, take " + i);
        }

        done.assertIsSatisfied();
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(4);
        emulator().close(); // and with it the answer that the fourth waits for
    }
}
