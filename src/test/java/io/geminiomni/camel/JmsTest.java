package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsHeaderFilterStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a JMS client can do by a property of its message, and what a queue gets of a video. The broker is a real one. */
class JmsTest extends GeminiOmniTestSupport {
    /** Camel's filter of JMS headers takes off names that begin with Camel or camel, and with nothing else. */
    private static final String OPERATION = "CAMELGeminiOmniOperation";

    @RegisterExtension
    static final EmbeddedBroker BROKER = new EmbeddedBroker();

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(BROKER.connections()));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:open?receiveTimeout=100").to("gemini-omni:open");
                from("jms:stripped?receiveTimeout=100")
                        .removeHeaders("CamelGeminiOmni*")
                        .to("gemini-omni:stripped");
                from("jms:values?receiveTimeout=100").to("gemini-omni:values?headersFromMessages=values");
                from("direct:video")
                        .to("gemini-omni:adverts?operation=generate&videoUrlHeader=true")
                        .to("jms:video");
                from("direct:text")
                        .to("gemini-omni:adverts?operation=generate&videoUrlHeader=true")
                        .convertBodyTo(String.class)
                        .to("jms:text");
                from("direct:facts")
                        .to("gemini-omni:adverts?operation=generate")
                        .marshal()
                        .json()
                        .convertBodyTo(String.class)
                        .to("jms:facts");
                from("direct:facts-with-url")
                        .to("gemini-omni:adverts?operation=generate&jsonVideoUrl=full&idempotencyKey=K-1")
                        .marshal()
                        .json()
                        .convertBodyTo(String.class)
                        .to("jms:facts-with-url");
                from("jms:facts?receiveTimeout=100")
                        .to("gemini-omni:adverts?operation=download")
                        .to("mock:fetched");
            }
        };
    }

    /** That of Camel 4.18 does, that of 4.22 does not. */
    @Test
    void aPropertyInOtherLettersSteersWhereCamelsFilterLooksAtLetterCase() {
        BROKER.send("open", "a cat", OPERATION, "balance");

        await().until(() -> emulator().calls(Call.USER_BALANCE) + emulator().creates() == 1);
        boolean filterLooksAtLetterCase = !new JmsHeaderFilterStrategy().isLowerCase();
        assertThat(emulator().calls(Call.USER_BALANCE) == 1).isEqualTo(filterLooksAtLetterCase);
    }

    @Test
    void aRouteThatTakesTheHeadersOffIsNotSteered() {
        BROKER.send("stripped", "a cat", OPERATION, "balance");

        await().until(() -> tasks.counts("stripped").equals(Map.of(TaskState.WAITING, 1L)));
        assertThat(emulator().calls(Call.USER_BALANCE)).isZero();
    }

    @Test
    void anEndpointForWhichOnlyValuesCountIsNotSteered() {
        BROKER.send("values", "a cat", OPERATION, "balance");

        await().until(() -> tasks.counts("values").equals(Map.of(TaskState.WAITING, 1L)));
        assertThat(emulator().calls(Call.USER_BALANCE)).isZero();
    }

    @Test
    void aQueueGetsTheWholeVideoAsBytesAndNoHeader() throws Exception {
        Exchange exchange = template.send("direct:video", sent -> sent.getIn().setBody("a cat"));

        assertThat(exchange.getException()).isNull();
        byte[] received = BROKER.receive("video", message -> {
            assertThat(message).isInstanceOf(BytesMessage.class);
            assertHasNoHeaderOfOurs(message);
            return EmbeddedBroker.bytes(message);
        });
        assertThat(received)
                .hasSizeGreaterThan(1000)
                .isEqualTo(exchange.getMessage().getBody(byte[].class));
    }

    @Test
    void aTextMessageIsTheIdOfTheTask() throws Exception {
        Exchange exchange = template.send("direct:text", sent -> sent.getIn().setBody("a cat"));

        assertThat(exchange.getException()).isNull();
        String received = BROKER.receive("text", message -> {
            assertHasNoHeaderOfOurs(message);
            return ((TextMessage) message).getText();
        });
        assertThat(received).isEqualTo(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
    }

    @Test
    void theFactsOfAVideoAreEnoughToFetchItBehindAQueue() throws Exception {
        getMockEndpoint("mock:fetched").expectedMessageCount(1);

        template.sendBody("direct:facts", "a cat");

        getMockEndpoint("mock:fetched").assertIsSatisfied();
        GeneratedVideo video = getMockEndpoint("mock:fetched")
                .getExchanges()
                .get(0)
                .getMessage()
                .getBody(GeneratedVideo.class);
        assertThat(tasks.findTask("adverts", video.taskId())).isPresent();
        assertThat(video.openStream()).isNotEmpty();
    }

    @Test
    void anotherProgramFetchesAVideoByTheUrlInItsFactsAndAsksTheGatewayNothing() throws Exception {
        template.sendBody("direct:facts-with-url", "a cat");
        long questions = emulator().calls(Call.QUERY);

        CamelContext other = new DefaultCamelContext();
        try {
            GeminiOmniComponent component = other.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setBaseUrl(gateway.baseUrl());
            component.setApiKey("sk-of-another-account");
            other.addComponent("jms", JmsComponent.jmsComponentAutoAcknowledge(BROKER.connections()));
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("jms:facts-with-url?receiveTimeout=100")
                            .removeHeaders("CamelGeminiOmni*")
                            .to("gemini-omni:adverts?operation=download")
                            .toF("file:%s?tempPrefix=.part-", folder);
                }
            });
            other.start();

            VideoTask task = tasks.find("adverts", "K-1").orElseThrow();
            Path file = folder.resolve(task.taskId() + ".mp4");
            await().until(() -> Files.exists(file));
            assertThat(file).isNotEmptyFile();
        } finally {
            other.stop();
        }
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(questions);
    }

    private static void assertHasNoHeaderOfOurs(Message message) throws JMSException {
        for (Object name : Collections.list((Enumeration<?>) message.getPropertyNames())) {
            assertThat(name.toString()).doesNotContain("GeminiOmni");
        }
    }
}
