package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.task.VideoTask;
import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.debugger.BacklogTracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows an exchange with a video, be it a log, a text, a data type or a tracer, does not show the video's URL. */
class ShownVideosTest extends GeminiOmniTestSupport {
    private static final String GENERATE = "gemini-omni:adverts?operation=generate";

    private BacklogTracer tracer;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.setTracing(true);
        context.setMessageHistory(true);
        context.setBacklogTracing(true);
        tracer = BacklogTracer.createTracer(context);
        tracer.setEnabled(true);
        tracer.setRemoveOnDump(false);
        tracer.setIncludeExchangeProperties(true);
        tracer.setIncludeExchangeVariables(true);
        tracer.setBodyIncludeStreams(true);
        context.getRegistry().bind("tracer", tracer);
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:logged")
                        .to(GENERATE)
                        .log("${body} ${bodyAs(String)} ${bodyOneLine} ${prettyBody} ${headers} ${exchange}"
                                + " ${messageHistory}")
                        .to("log:shown?showAll=true&showStreams=true&multiline=true&showCachedStreams=true");
                from("direct:failing")
                        .errorHandler(defaultErrorHandler()
                                .logExhaustedMessageBody(true)
                                .logExhaustedMessageHistory(true))
                        .to(GENERATE)
                        .throwException(new IllegalStateException("the disk is full"));
                from("direct:url").to(GENERATE).setBody(simple("${body.url}"));
            }
        };
    }

    @Test
    void theUrlIsThereForWhoAsksForIt() {
        Exchange exchange = request("direct:url");

        VideoTask task = tasks.findTask("adverts", taskId(exchange)).orElseThrow();
        assertThat(exchange.getMessage().getBody()).isEqualTo(task.videoUrl());
        assertThat(URI.create(task.videoUrl()).getRawQuery()).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:logged", "direct:failing"})
    void logsShowTheIdOfTheTaskAndNoUrl(String route) throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            Exchange exchange = request(route);

            assertThat(logs.text()).contains(taskId(exchange)).doesNotContain(secret(exchange));
        }
    }

    @Test
    void aLoggedBodyIsTheIdOfTheTask() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            Exchange exchange = request("direct:logged");

            assertThat(logs.text()).contains(taskId(exchange) + " " + taskId(exchange) + " " + taskId(exchange));
        }
    }

    @Test
    void headersAndTextsHoldNoUrl() {
        Exchange exchange = request(GENERATE);

        assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain(secret(exchange));
        assertThat(exchange.getProperties().toString()).doesNotContain(secret(exchange));
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(taskId(exchange));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text-plain", "application-json"})
    void dataTypesHoldNoUrl(String type) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:typed")
                        .to(GENERATE)
                        .setProperty("X-Content-Class", constant(GeneratedVideo.class.getName()))
                        .transformDataType(type)
                        .convertBodyTo(String.class);
            }
        });

        Exchange exchange = request("direct:typed");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class))
                .contains(taskId(exchange))
                .doesNotContain(secret(exchange));
    }

    @Test
    void theBacklogTracerHoldsNoUrl() {
        Exchange exchange = request("direct:failing");

        assertThat(tracer.dumpAllTracedMessagesAsXml())
                .contains(taskId(exchange))
                .doesNotContain(secret(exchange));
        assertThat(tracer.dumpAllTracedMessagesAsJSon())
                .contains(taskId(exchange))
                .doesNotContain(secret(exchange));
    }

    @Test
    void theHeaderIsThereWhereItIsWanted() {
        Exchange exchange = request(GENERATE + "&videoUrlHeader=true");
        GeneratedVideo video = exchange.getMessage().getBody(GeneratedVideo.class);

        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_VIDEO_URL))
                .isEqualTo(video.url());
        for (String operation : new String[] {"status", "download"}) {
            String uri = "gemini-omni:adverts?operation=" + operation;
            assertThat(request(uri + "&videoUrlHeader=true", video)
                            .getMessage()
                            .getHeader(GeminiOmniConstants.HEADER_VIDEO_URL))
                    .isEqualTo(video.url());
            assertThat(request(uri, video).getMessage().getHeaders())
                    .doesNotContainKey(GeminiOmniConstants.HEADER_VIDEO_URL)
                    .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, video.taskId());
        }
    }

    @Test
    void aDownloadByUrlHasTheHeaderOnlyWhereItIsWanted() {
        String url =
                request(GENERATE).getMessage().getBody(GeneratedVideo.class).url();
        String download = "gemini-omni:adverts?operation=download";
        Map<String, Object> header = Map.of(GeminiOmniConstants.HEADER_VIDEO_URL, url);

        Exchange told = template.request(
                download + "&videoUrlHeader=true",
                exchange -> exchange.getIn().getHeaders().putAll(header));
        Exchange silent = template.request(
                download, exchange -> exchange.getIn().getHeaders().putAll(header));

        assertThat(told.getMessage().getHeaders()).containsAllEntriesOf(header);
        assertThat(silent.getMessage().getHeaders()).doesNotContainKey(GeminiOmniConstants.HEADER_VIDEO_URL);
        assertThat(silent.getMessage().getBody(GeneratedVideo.class).url()).isEqualTo(url);
    }

    @Test
    void jsonHasTheUrlWhereItIsWanted() throws Exception {
        String full = "&jsonVideoUrl=full";
        Exchange exchange = request(GENERATE + full);
        GeneratedVideo video = exchange.getMessage().getBody(GeneratedVideo.class);

        assertThat(json(exchange)).contains("\"video_url\":\"" + video.url() + "\"");
        for (String operation : new String[] {"status", "download"}) {
            String uri = "gemini-omni:adverts?operation=" + operation;
            assertThat(json(request(uri + full, video.taskId()))).contains("\"video_url\":\"" + video.url() + "\"");
            assertThat(json(request(uri, video.taskId())))
                    .contains(video.taskId())
                    .doesNotContain("\"video_url\"", secret(exchange));
        }
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(video.taskId());
    }

    @Test
    void aConsumersExchangesShowTheUrlWhereThatIsWanted() throws Exception {
        String taskId = template.requestBody("gemini-omni:films", "a cat", VideoTask.class)
                .taskId();

        Exchange exchange = consumer.receive("gemini-omni:films?videoUrlHeader=true&jsonVideoUrl=full", 10_000);

        String url = exchange.getMessage().getBody(GeneratedVideo.class).url();
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(GeminiOmniConstants.HEADER_VIDEO_URL, url)
                .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, taskId);
        assertThat(json(exchange)).contains("\"video_url\":\"" + url + "\"");
        consumer.doneUoW(exchange);
    }

    private Exchange request(String uri) {
        return request(uri, "a cat");
    }

    private Exchange request(String uri, Object body) {
        return template.request(uri, exchange -> exchange.getIn().setBody(body));
    }

    private static String json(Exchange exchange) throws Exception {
        return new ObjectMapper().writeValueAsString(exchange.getMessage().getBody());
    }

    private static String taskId(Exchange exchange) {
        return exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class);
    }

    /** The signature of the video's URL. */
    private String secret(Exchange exchange) {
        VideoTask task = tasks.findTask("adverts", taskId(exchange)).orElseThrow();
        return URI.create(task.videoUrl()).getRawQuery();
    }
}
