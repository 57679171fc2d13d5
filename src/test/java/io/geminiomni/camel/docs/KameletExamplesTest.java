package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.ReceivedRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kamelets, each from a route in YAML that only names it. */
class KameletExamplesTest extends DocsTestSupport {
    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent().addInitialProperty("outbox", folder.toString());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return Dsl.YAML.routes("docs/kamelets", new RouteBuilder() {
            @Override
            public void configure() {}
        });
    }

    @Test
    void theSinkSendsARequestAndTheSourceGivesItsVideo() {
        VideoTask task = template.requestBodyAndHeader(
                "direct:prompts", "A lighthouse at dawn", "orderId", "4711", VideoTask.class);

        assertThat(task.channel()).isEqualTo("adverts");
        assertThat(task.key()).isEqualTo("4711");
        assertThat(task.request().resolution()).isEqualTo("1080p");
        assertThat(task.correlationHeaders()).containsEntry("orderId", "4711");
        Path video = folder.resolve(task.taskId() + ".mp4");
        await().untilAsserted(() -> assertThat(video).isNotEmptyFile());
        await().until(() -> tasks.counts("adverts").equals(Map.of(TaskState.DELIVERED, 1L)));
    }

    @Test
    void theActionWaitsForTheVideo() {
        template.requestBodyAndHeader("direct:scenes", "A lighthouse at noon", "orderId", "4712");

        assertThat(folder.resolve("4712.mp4")).isNotEmptyFile();
        assertThat(tasks.counts("scenes")).isEqualTo(Map.of(TaskState.DELIVERED, 1L));
    }

    @Test
    void aDataTypeIsAStepBehindTheSource() throws Exception {
        MockEndpoint events = getMockEndpoint("mock:events");
        events.expectedMessageCount(1);

        VideoTask task = template.requestBody("gemini-omni:trailers", "A lighthouse", VideoTask.class);

        events.assertIsSatisfied();
        Message event = events.getExchanges().get(0).getMessage();
        assertThat(event.getHeader("CamelCloudEventSource")).isEqualTo("gemini-omni:trailers");
        assertThat(event.getBody(String.class)).contains("\"task_id\":\"" + task.taskId() + "\"");
    }

    @Test
    void theUploadActionGivesAUrl() {
        VideoTask task = template.requestBodyAndHeader(
                "direct:pictures", new byte[] {1, 2, 3}, Exchange.FILE_NAME, "beach.jpg", VideoTask.class);

        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().requests(Call.CREATE))
                .singleElement()
                .extracting(ReceivedRequest::text)
                .asString()
                .contains(task.request().imageUrls().get(0))
                .contains("\"generation_type\":\"frame\"");
    }

    @Test
    void aTextIsSentAsItIsWritten() {
        VideoTask task = template.requestBodyAndHeader("direct:plain", null, "orderId", "4713", VideoTask.class);

        assertThat(task.request().prompt()).isEqualTo("A cat + a dog, 50%41 (half) of \"them\"");
        assertThat(task.request().imageUrls())
                .containsExactly("https://example.org/a+b.png?size=1%2B2", "https://example.org/c.png");
        assertThat(task.key()).isEqualTo("a+b 4713");
        assertThat(task.correlationHeaders()).containsEntry("orderId", "4713");
        template.sendBody("direct:waiting", null);
        assertThat(emulator().requests(Call.CREATE))
                .last()
                .extracting(ReceivedRequest::text)
                .asString()
                .contains("\"A cat + a dog\"");
    }

    @Test
    void aTextWithAnAmpersandIsSentAsItIsWrittenBetweenTheParenthesesOfRaw() {
        VideoTask pair = template.requestBody("direct:pairs", null, VideoTask.class);
        VideoTask wool = template.requestBody("direct:raw", null, VideoTask.class);

        assertThat(pair.request().prompt()).isEqualTo("Two cats & a dog");
        assertThat(pair.request().resolution()).isEqualTo("720p");
        assertThat(wool.request().prompt()).isEqualTo("Two cats (100 % wool) &duration=10");
        assertThat(wool.request().duration()).isNull();
    }
}
