package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Quirk;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to get a video, and what becomes of one whose route fails. */
class ReceivingExamplesTest extends DocsTestSupport {
    private final AtomicBoolean broken = new AtomicBoolean(true);

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
        return dsl.routes("docs/receiving", new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:adverts").to("gemini-omni:adverts");

                // tag::facts[]
                from("gemini-omni:facts").marshal().json().to("mock:facts");
                // end::facts[]

                // tag::pollEnrich[]
                from("direct:next").pollEnrich("gemini-omni:adverts", 10_000).to("file:{{outbox}}?tempPrefix=.part-");
                // end::pollEnrich[]

                // tag::consumers[]
                from("gemini-omni:trailers?concurrentConsumers=4").to("mock:one");
                from("gemini-omni:trailers?concurrentConsumers=4").to("mock:other");
                // end::consumers[]

                // tag::parking[]
                from("gemini-omni:reviews?maxDeliveryAttempts=2")
                        .to("bean:publisher")
                        .to("mock:published");
                // end::parking[]

                // tag::verify[]
                from("gemini-omni:campaign?verifyVideo=park")
                        .to("file:{{outbox}}?tempPrefix=.part-")
                        .setHeader("length", simple("${body.measured.seconds}"))
                        .setHeader("sha256", simple("${body.measured.sha256}"))
                        .to("mock:campaign");
                // end::verify[]
            }
        });
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("publisher", (Processor) exchange -> {
            if (broken.get()) {
                throw new IOException("the publisher is down");
            }
        });
    }

    @ExampleTest
    void marshalledAVideoIsTheFactsOfItsTask() throws Exception {
        MockEndpoint facts = getMockEndpoint("mock:facts");
        facts.expectedMessageCount(1);

        VideoTask task = template.requestBody("gemini-omni:facts", "A lighthouse", VideoTask.class);

        facts.assertIsSatisfied();
        assertThat(facts.getExchanges().get(0).getIn().getBody(String.class))
                .contains("\"task_id\":\"" + task.taskId() + "\"")
                .doesNotContain("\"video_url\"");
    }

    @ExampleTest
    void pollEnrichTakesOneVideo() throws Exception {
        VideoTask task = template.requestBody("direct:adverts", "A lighthouse", VideoTask.class);

        template.sendBody("direct:next", "");

        assertThat(folder.resolve(task.taskId() + ".mp4")).isNotEmptyFile();
        assertThat(state(task)).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aConsumerTemplateTakesOneVideo() throws Exception {
        VideoTask task = template.requestBody("direct:adverts", "A lighthouse", VideoTask.class);

        // tag::consumerTemplate[]
        try (ConsumerTemplate consumer = context.createConsumerTemplate()) {
            Exchange exchange = consumer.receive("gemini-omni:adverts", 10_000);
            if (exchange != null) {
                try {
                    byte[] video = exchange.getIn().getMandatoryBody(byte[].class);
                    Files.write(folder.resolve("lighthouse.mp4"), video);
                } catch (Exception e) {
                    exchange.setException(e); // the video is emitted again
                    throw e;
                } finally {
                    consumer.doneUoW(exchange); // without an exception the video is acknowledged here
                }
            }
        }
        // end::consumerTemplate[]

        assertThat(folder.resolve("lighthouse.mp4")).isNotEmptyFile();
        assertThat(state(task)).isEqualTo(TaskState.DELIVERED);
    }

    @ExampleTest
    void severalConsumersShareAChannel() {
        for (int i = 0; i < 6; i++) {
            template.sendBody("gemini-omni:trailers", "Trailer " + i);
        }

        MockEndpoint one = getMockEndpoint("mock:one");
        MockEndpoint other = getMockEndpoint("mock:other");
        await().until(() -> one.getReceivedCounter() + other.getReceivedCounter() == 6);
        await().until(() -> tasks.counts("trailers").equals(Map.of(TaskState.DELIVERED, 6L)));
    }

    @ExampleTest
    void aVideoWhoseRouteKeepsFailingIsParkedUntilItIsUnparked() throws Exception {
        MockEndpoint published = getMockEndpoint("mock:published");
        published.expectedMessageCount(1);
        template.sendBody("gemini-omni:reviews", "A lighthouse");
        await().until(() -> tasks.parked("reviews").size() == 1);

        broken.set(false);
        // tag::unpark[]
        for (VideoTask parked : tasks.parked("reviews")) {
            System.out.println(parked.taskId() + ": " + parked.errorMessage());
        }
        tasks.unpark("reviews", null); // null: all tasks of the channel
        // end::unpark[]

        published.assertIsSatisfied();
    }

    @ExampleTest
    void aVideoThatIsNotWhatWasAskedForIsParked() throws Exception {
        MockEndpoint campaign = getMockEndpoint("mock:campaign");
        campaign.expectedMessageCount(1);
        campaign.expectedHeaderReceived("length", "6.000");

        template.requestBody("gemini-omni:campaign", "A lighthouse", VideoTask.class);
        campaign.assertIsSatisfied();
        assertThat(campaign.getExchanges().get(0).getIn().getHeader("sha256", String.class))
                .hasSize(64);

        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        VideoTask wrong = template.requestBody("gemini-omni:campaign", "A lighthouse", VideoTask.class);
        await().until(() -> tasks.parked("campaign").size() == 1);
        assertThat(folder.resolve(wrong.taskId() + ".mp4")).doesNotExist();
        campaign.assertIsSatisfied();
    }

    private TaskState state(VideoTask task) {
        return tasks.find(task.channel(), task.key()).orElseThrow().state();
    }
}
