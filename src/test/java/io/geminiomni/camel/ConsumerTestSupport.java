package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An emulator, and nodes that share their tasks, for the test of a consumer. */
abstract class ConsumerTestSupport {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension(
            settings -> settings.timeline(timeline()).withoutPromptInPicture());

    ConsumerFixture fixture;

    /** What becomes of each task that a test does not script. */
    Timeline timeline() {
        return Timeline.immediate();
    }

    /** Nodes with the machine's clock and tasks in memory, unless a test has others. */
    ConsumerFixture newFixture() {
        return new ConsumerFixture(gateway.baseUrl());
    }

    @BeforeEach
    void openFixture() {
        fixture = newFixture();
    }

    @AfterEach
    void closeFixture() {
        fixture.close();
    }

    void becomes(VideoTask task, TaskState state) {
        await().untilAsserted(() -> assertThat(fixture.state(task)).isEqualTo(state));
    }

    /** Of the consumer of the route {@code videos}. */
    static HealthCheck.Result health(CamelContext node) {
        DefaultConsumer consumer = (DefaultConsumer) node.getRoute("videos").getConsumer();
        return consumer.getHealthCheck().call(Map.of(HealthCheck.CHECK_KIND, HealthCheck.Kind.READINESS));
    }
}
