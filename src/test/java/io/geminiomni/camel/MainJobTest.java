package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job: a request goes in as an exchange, its video comes out as an exchange. */
class MainJobTest extends CamelTestSupport {
    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate().queued(1).processing(1)));

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        TestEndpoints.in(context);
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(GATEWAY.baseUrl());
        component.setApiKey("sk-test");
        component.setPollInterval(50);
        component.setMaxPollInterval(100);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:prompts").to("gemini-omni:adverts?correlationHeaders=customer");
                from("gemini-omni:adverts?initialDelay=0&delay=50")
                        .toD("file:" + folder + "?tempPrefix=.part-")
                        .to("mock:videos");
            }
        };
    }

    @Test
    void aPromptGoesInAndItsVideoComesOutAsAFile() throws Exception {
        MockEndpoint videos = getMockEndpoint("mock:videos");
        videos.expectedMessageCount(1);

        VideoTask task = template.requestBodyAndHeader(
                "direct:prompts", "A cat on the moon", "customer", "C-17", VideoTask.class);

        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        videos.assertIsSatisfied();
        var message = videos.getExchanges().get(0).getIn();
        assertThat(message.getBody(GeneratedVideo.class).taskId()).isEqualTo(task.taskId());
        assertThat(message.getHeader("customer")).isEqualTo("C-17");
        assertThat(Files.size(folder.resolve(task.taskId() + ".mp4"))).isGreaterThan(1000);
        assertThat(GATEWAY.emulator().creates()).isEqualTo(1);
    }
}
