package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

/** What an outage of the gateway does to the log and to health. */
class OutageTest extends ConsumerTestSupport {
    @Override
    Timeline timeline() {
        return Timeline.immediate().processing(1).stuck();
    }

    private CamelContext node() throws Exception {
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + FAST).routeId("videos").to("mock:videos");
            }
        });
        for (int i = 0; i < 5; i++) {
            ConsumerFixture.create(node, "adverts");
        }
        await().until(() -> gateway.emulator().calls(Call.QUERY) > 5);
        return node;
    }

    @Test
    void aGatewayThatIsAwayIsOneWarningWithoutAStackTraceAndOneLineWhenItIsBack() throws Exception {
        CamelContext node = node();
        List<String> lines;
        try (CapturedLogs logs = new CapturedLogs()) {
            gateway.emulator().every(Call.QUERY, Fault.status(503));
            await().until(() -> logs.text().contains(" fails a poll of channel adverts"));
            await().until(() -> occurrences(logs.text(), "fails a poll of channel adverts") > 10);
            gateway.emulator().clearScript();
            await().until(() -> logs.text().contains("no longer fails the polls"));
            lines = logs.text().lines().toList();
        }

        int[] warnings = IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).contains(" WARN "))
                .toArray();
        assertThat(warnings).hasSize(1);
        assertThat(lines.get(warnings[0])).contains("The gateway fails the polls of channel adverts", "503");
        assertThat(lines.get(warnings[0] + 1)).as("no stack trace").startsWith("[");
        assertThat(lines.stream().filter(line -> line.contains(" INFO "))).hasSize(1);
        assertThat(node.getStatus().isStarted()).isTrue();
    }

    private static int occurrences(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void theConsumerIsDownAsLongAsTheGatewayIsAwayAlsoInPollsThatHaveNothingToAsk() throws Exception {
        CamelContext node = node();
        await().until(() -> health(node).getState() == HealthCheck.State.UP);

        gateway.emulator().every(Call.QUERY, Fault.status(503));
        await().until(() -> health(node).getState() == HealthCheck.State.DOWN);
        await().pollInterval(Duration.ofMillis(2))
                .during(Duration.ofMillis(500))
                .until(() -> health(node).getState() == HealthCheck.State.DOWN);
        assertThat(health(node).getError()).isPresent();

        gateway.emulator().clearScript();
        await().until(() -> health(node).getState() == HealthCheck.State.UP);
    }
}
