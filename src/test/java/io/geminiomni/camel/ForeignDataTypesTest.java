package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.task.VideoTask;
import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.net.URI;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Camel's own data types and steps make of each body that the component gives: none fails, and none shows a video's
 * URL, as nobody asked for it.
 */
class ForeignDataTypesTest extends GeminiOmniTestSupport {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The data types that make text of a body. */
    private static final List<String> TYPES =
            List.of("text-plain", "application-json", "application-x-struct", "application-cloudevents+json");

    /** The messages of JMS that have a body. */
    private static final List<Class<? extends Message>> KINDS =
            List.of(TextMessage.class, BytesMessage.class, MapMessage.class, ObjectMessage.class, StreamMessage.class);

    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    private VideoTask done;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(BROKER.connections()));
        return context;
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "status", "download", "balance", "validate"})
    void aDataTypeMakesATextOfEachBodyAndShowsNoUrl(String operation) throws Exception {
        for (String type : TYPES) {
            Exchange exchange = send(operation, type);

            assertThat(exchange.getException()).as(type).isNull();
            assertShown(operation, exchange.getMessage().getBody(String.class));
            assertThat(exchange.getMessage().getHeaders().toString()).as(type).doesNotContain(signature());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "status", "download", "balance", "validate"})
    void marshallingMakesJsonOfEachBodyAndShowsNoUrl(String operation) throws Exception {
        Exchange exchange = send(operation, "marshal");

        assertThat(exchange.getException()).isNull();
        String json = exchange.getMessage().getBody(String.class);
        assertShown(operation, json);
        assertThat(JSON.readTree(json).isObject()).isTrue();
        assertThat(JSON.readTree(json).has("video_url")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "status", "download", "balance", "validate"})
    void anHttpEventKeepsEachBodyAndShowsNoUrl(String operation) throws Exception {
        Exchange exchange = send(operation, "http");

        assertThat(exchange.getException()).isNull();
        assertShown(operation, exchange.getMessage().getBody(String.class));
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("ce-source", "org.apache.camel")
                .containsEntry("ce-id", exchange.getExchangeId());
        assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain(signature());
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "status", "download", "balance", "validate"})
    void aLogShowsEachBodyAndNoUrl(String operation) throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            Exchange exchange = send(operation, "log");

            assertThat(exchange.getException()).isNull();
            assertShown(operation, logs.text());
        }
    }

    @Test
    void theEventThatCamelMakesByItselfHasTheIdOfTheTaskAsItsData() throws Exception {
        Exchange exchange = send("generate", "application-cloudevents+json");

        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("data")
                        .asText())
                .isEqualTo(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
    }

    @Test
    void theJsonThatCamelMakesByItselfIsTheFacts() throws Exception {
        Exchange exchange = send("generate", "application-json");

        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("task_id")
                        .asText())
                .isEqualTo(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
    }

    /** Camel sends a body that is neither text, bytes, a map nor serializable as a message without a body. */
    @ParameterizedTest
    @ValueSource(strings = {"create", "status", "balance", "validate"})
    void aQueueGetsAnEmptyMessageOfAnyOtherBody(String operation) throws Exception {
        Exchange exchange = send(operation, "jms");

        assertThat(exchange.getException()).isNull();
        boolean hasContent = BROKER.receive(
                "foreign-" + operation, message -> KINDS.stream().anyMatch(kind -> kind.isInstance(message)));
        assertThat(hasContent).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "status", "download"})
    void aQueueGetsTheFactsAsATextWithTheDataType(String operation) throws Exception {
        Exchange exchange = send(operation, "facts-jms");

        assertThat(exchange.getException()).isNull();
        String text = BROKER.receive("foreign-facts-" + operation, message -> ((TextMessage) message).getText());
        assertShown(operation, text);
        assertThat(JSON.readTree(text).get("task_id").asText())
                .isEqualTo(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "download"})
    void aQueueGetsAVideoAsItsBytes(String operation) throws Exception {
        Exchange exchange = send(operation, "jms");

        assertThat(exchange.getException()).isNull();
        byte[] bytes = BROKER.receive("foreign-" + operation, message -> {
            assertThat(message).isInstanceOf(BytesMessage.class);
            return EmbeddedBroker.bytes(message);
        });
        assertThat(bytes).isEqualTo(exchange.getMessage().getBody(byte[].class));
    }

    private Exchange send(String operation, String step) throws Exception {
        if (done == null) {
            done = template.requestBody("gemini-omni:adverts?operation=generate", "a cat", GeneratedVideo.class)
                    .task();
        }
        String in = "direct:" + step;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                add(from(in).to("gemini-omni:adverts?operation=" + operation), operation, step);
            }
        });
        boolean takesTask = operation.equals("status") || operation.equals("download");
        return template.send(in, exchange -> exchange.getIn().setBody(takesTask ? done.taskId() : "a cat"));
    }

    private static void add(RouteDefinition route, String operation, String step) {
        switch (step) {
            case "http" -> route.transformDataType("http:application-cloudevents");
            case "marshal" -> route.marshal().json();
            case "log" -> route.to("log:shown?showAll=true&showStreams=true&showCachedStreams=true");
            case "jms" -> route.to("jms:foreign-" + operation);
            case "facts-jms" ->
                route.transformDataType("gemini-omni:application-json").to("jms:foreign-facts-" + operation);
            default -> route.transformDataType(step);
        }
    }

    /** The id of a task is text that is enough to know it by. */
    private void assertShown(String operation, String text) {
        assertThat(text)
                .as(operation)
                .contains(
                        switch (operation) {
                            case "balance" -> "999999";
                            case "validate" -> "a cat";
                            default -> "task_";
                        })
                .doesNotContain(signature());
    }

    private String signature() {
        return URI.create(done.videoUrl()).getRawQuery();
    }
}
