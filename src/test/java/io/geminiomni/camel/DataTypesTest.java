package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.VideoTask;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.cloudevents.CloudEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data types {@code gemini-omni:application-cloudevents} and {@code gemini-omni:application-json}. */
class DataTypesTest extends GeminiOmniTestSupport {
    private static final String EVENTS = "gemini-omni:application-cloudevents";
    private static final String FACTS = "gemini-omni:application-json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Exchange> seen = new CopyOnWriteArrayList<>();

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=20")
                        .autoStartup(false)
                        .routeId("videos")
                        .transformDataType(EVENTS)
                        .process(seen::add);
                from("gemini-omni:news?initialDelay=0&delay=20&emitProgress=true&emitFailures=true")
                        .autoStartup(false)
                        .routeId("news")
                        .transformDataType(EVENTS)
                        .process(seen::add);
                from("gemini-omni:moody?initialDelay=0&delay=20")
                        .autoStartup(false)
                        .routeId("moody")
                        .transformDataType(EVENTS)
                        .process(seen::add)
                        .filter(exchange -> seen.size() == 1)
                        .throwException(new IllegalStateException("the disk is full"));
                from("direct:events")
                        .to("gemini-omni:adverts?operation=generate")
                        .transformDataType(EVENTS);
                from("direct:full")
                        .to("gemini-omni:adverts?operation=generate&jsonVideoUrl=full")
                        .transformDataType(EVENTS);
                from("direct:facts")
                        .to("gemini-omni:adverts?operation=generate")
                        .transformDataType(FACTS);
                from("direct:full-facts")
                        .to("gemini-omni:adverts?operation=generate&jsonVideoUrl=full")
                        .transformDataType(FACTS);
                from("direct:read-events")
                        .to("gemini-omni:adverts?operation=generate")
                        .process(exchange -> exchange.getMessage().getBody(byte[].class))
                        .transformDataType(EVENTS);
                from("direct:read-facts")
                        .to("gemini-omni:adverts?operation=generate")
                        .process(exchange -> exchange.getMessage().getBody(byte[].class))
                        .transformDataType(FACTS);
                from("direct:task-events").to("gemini-omni:adverts").transformDataType(EVENTS);
                from("direct:json-event")
                        .to("gemini-omni:adverts?operation=generate")
                        .transformDataType(EVENTS)
                        .transformDataType("application-cloudevents+json");
                from("direct:http-event")
                        .to("gemini-omni:adverts?operation=generate")
                        .transformDataType(EVENTS)
                        .transformDataType("http:application-cloudevents");
                from("direct:other-event").transformDataType(EVENTS);
                from("direct:other-facts").transformDataType(FACTS);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        EVENTS + ",GeminiOmniCloudEventDataTypeTransformer,Gemini Omni (Application Cloudevents)",
        FACTS + ",GeminiOmniJsonDataTypeTransformer,Gemini Omni (Application Json)"
    })
    void theBuildTellsCamelAndItsToolsOfThem(String name, String type, String title) throws Exception {
        String resource = "META-INF/services/org/apache/camel/transformer/" + name.replace(':', '-');
        Properties service = new Properties();
        try (InputStream stream = getClass().getClassLoader().getResourceAsStream(resource)) {
            service.load(stream);
        }
        assertThat(service).containsEntry("class", "io.geminiomni.camel.transform." + type);
        try (InputStream stream = getClass().getClassLoader().getResourceAsStream(resource + ".json")) {
            JsonNode told = JSON.readTree(stream).get("transformer");
            assertThat(told.get("name").asText()).isEqualTo(name);
            assertThat(told.get("title").asText()).isEqualTo(title);
            assertThat(told.get("description").asText()).isNotBlank();
            assertThat(told.get("artifactId").asText()).isEqualTo("camel-gemini-omni");
        }
    }

    @Test
    void aVideoIsAnEventThatItCompleted() throws Exception {
        VideoTask task = create("adverts", "K-1");
        context.getRouteController().startRoute("videos");
        await().until(() -> seen.size() == 1);

        Map<String, Object> headers = seen.get(0).getMessage().getHeaders();
        VideoTask done = tasks.find("adverts", "K-1").orElseThrow();
        assertThat(headers)
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_ID, task.taskId() + "#1")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_VERSION, "1.0")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, "io.geminiomni.video.completed")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_SOURCE, "gemini-omni:adverts")
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT, "K-1")
                .containsEntry(
                        CloudEvent.CAMEL_CLOUD_EVENT_TIME, done.completedAt().toString())
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_DATA_CONTENT_TYPE, "application/json")
                .containsEntry(Exchange.CONTENT_TYPE, "application/json");
        JsonNode data = JSON.readTree(seen.get(0).getMessage().getBody(String.class));
        assertThat(data.get("task_id").asText()).isEqualTo(task.taskId());
        assertThat(data.get("status").asText()).isEqualTo("completed");
        assertThat(data.has("video_url")).isFalse();
    }

    @Test
    void aVideoThatComesAgainIsAnotherEvent() throws Exception {
        VideoTask task = create("moody", "K-1");
        context.getRouteController().startRoute("moody");

        await().until(() -> seen.size() == 2);
        assertThat(seen)
                .extracting(exchange -> exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID))
                .containsExactly(task.taskId() + "#1", task.taskId() + "#2");
    }

    @Test
    void eachChangeOfATaskIsAnEventOfItsOwnAndSoIsItsFailure() throws Exception {
        emulator().nextTasks(Timeline.immediate().queued(2).processing(6).failed("the prompt was refused"));
        create("news", "K-1");
        context.getRouteController().startRoute("news");

        await().until(() -> types().contains("io.geminiomni.video.failed"));
        assertThat(Set.copyOf(types()))
                .containsExactlyInAnyOrder("io.geminiomni.video.progress", "io.geminiomni.video.failed");
        assertThat(seen)
                .hasSizeGreaterThan(2)
                .extracting(exchange -> exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID))
                .doesNotHaveDuplicates();
        JsonNode data = JSON.readTree(seen.get(seen.size() - 1).getMessage().getBody(String.class));
        assertThat(data.get("error_message").asText()).isEqualTo("the prompt was refused");
        for (Exchange exchange : seen) {
            assertThat(Instant.parse(exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TIME, String.class)))
                    .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        }
    }

    @Test
    void aTaskThatWasJustMadeIsAnEventOfItsProgress() {
        Exchange exchange = send("direct:task-events", "a cat");

        assertThat(exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE))
                .isEqualTo("io.geminiomni.video.progress");
    }

    @Test
    void noUrlInAnEventHasAQuery() throws Exception {
        Exchange exchange = send(
                "direct:full",
                Map.of("prompt", "a cat", "image_urls", List.of("https://example.com/cat.png?signature=abc#top")));

        JsonNode data = JSON.readTree(exchange.getMessage().getBody(String.class));
        URI url = URI.create(stored(exchange).videoUrl());
        assertThat(url.getRawQuery()).hasSizeGreaterThan(10);
        assertThat(data.get("video_url").asText())
                .isEqualTo(url.toString().substring(0, url.toString().indexOf('?')));
        assertThat(data.get("image_urls").get(0).asText()).isEqualTo("https://example.com/cat.png");
        assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain(url.getRawQuery());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:events", "direct:facts"})
    void theUrlOfAVideoIsInNeitherUnlessItIsAskedFor(String route) {
        Exchange exchange = send(route, "a cat");

        assertThat(exchange.getMessage().getBody(String.class))
                .contains(stored(exchange).taskId())
                .doesNotContain(
                        "video_url\"", URI.create(stored(exchange).videoUrl()).getPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:read-events", "direct:read-facts"})
    void afterTheVideoWasReadBothHaveWhatItIs(String route) throws Exception {
        Exchange exchange = send(route, "a cat");

        JsonNode measured =
                JSON.readTree(exchange.getMessage().getBody(String.class)).path("measured");
        assertThat(measured.path("duration").decimalValue()).isEqualByComparingTo("6");
        assertThat(measured.path("width").intValue()).isEqualTo(1280);
        assertThat(measured.path("sha256").textValue()).hasSize(64);
    }

    @Test
    void theFactsAreWhatMarshallingGives() throws Exception {
        Exchange exchange = send("direct:facts", "a cat");

        assertThat(exchange.getMessage().getBody()).isInstanceOf(String.class);
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("prompt")
                        .asText())
                .isEqualTo("a cat");
    }

    @Test
    void theFactsHaveTheWholeUrlWhereThatIsAskedFor() throws Exception {
        Exchange exchange = send("direct:full-facts", "a cat");

        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("video_url")
                        .asText())
                .isEqualTo(stored(exchange).videoUrl());
    }

    @Test
    void camelMakesOneJsonTextOfTheEvent() throws Exception {
        Exchange exchange = send("direct:json-event", "a \"cat\"\nin the rain");

        JsonNode event = JSON.readTree(exchange.getMessage().getBody(String.class));
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("type").asText()).isEqualTo("io.geminiomni.video.completed");
        assertThat(event.get("source").asText()).isEqualTo("gemini-omni:adverts");
        assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(event.get("id").asText())
                .startsWith(event.get("data").get("task_id").asText() + "#");
        assertThat(event.get("data").get("prompt").asText()).isEqualTo("a \"cat\"\nin the rain");
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/cloudevents+json");
    }

    @Test
    void camelMakesTheHeadersOfAnHttpMessageOfTheEvent() throws Exception {
        Exchange exchange = send("direct:http-event", "a cat");

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-type", "io.geminiomni.video.completed")
                .containsEntry("ce-source", "gemini-omni:adverts")
                .containsEntry(Exchange.CONTENT_TYPE, "application/json")
                .containsKeys("ce-id", "ce-subject", "ce-time");
        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("task_id")
                        .asText())
                .isEqualTo(stored(exchange).taskId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:other-event", "direct:other-facts"})
    void anotherBodyIsRefusedAndLeftAsItWas(String route) {
        Exchange exchange = send(route, "a cat");

        assertThat(exchange.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gemini-omni:application-")
                .hasMessageContaining("a GeneratedVideo or a VideoTask, but the body is a java.lang.String")
                .hasMessageContaining("nothing was paid for");
        assertThat(exchange.getMessage().getBody()).isEqualTo("a cat");
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
        assertThat(send(route, null).getException()).hasMessageContaining("the body is empty");
    }

    @Test
    void aVideoOfWhichOnlyTheUrlIsKnownHasTheIdOfItsExchange() throws Exception {
        String url = template.requestBody("gemini-omni:adverts?operation=generate", "a cat", GeneratedVideo.class)
                .url();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:by-url")
                        .to("gemini-omni:adverts?operation=download")
                        .transformDataType(EVENTS);
            }
        });

        Exchange exchange = send("direct:by-url", url);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_ID, exchange.getExchangeId())
                .containsEntry(CloudEvent.CAMEL_CLOUD_EVENT_TYPE, "io.geminiomni.video.completed")
                .doesNotContainKey(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT);
        assertThat(exchange.getMessage().getBody(byte[].class))
                .asString(StandardCharsets.UTF_8)
                .doesNotContain(URI.create(url).getRawQuery());
    }

    private VideoTask create(String channel, String key) {
        return template.requestBodyAndHeader(
                "gemini-omni:" + channel, "a cat", GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key, VideoTask.class);
    }

    private Exchange send(String route, Object body) {
        return template.request(route, exchange -> exchange.getIn().setBody(body));
    }

    private VideoTask stored(Exchange exchange) {
        String taskId = exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class);
        return tasks.findTask("adverts", taskId).orElseThrow();
    }

    private List<Object> types() {
        return seen.stream()
                .map(exchange -> exchange.getMessage().getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE))
                .collect(Collectors.toList());
    }
}
