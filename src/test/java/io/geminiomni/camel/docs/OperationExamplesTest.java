package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.VideoTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations beside create, and the options that go with them. */
class OperationExamplesTest extends DocsTestSupport {
    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent()
                .addInitialProperty("photos", folder.resolve("photos").toString());
        context.getPropertiesComponent()
                .addInitialProperty("outbox", folder.resolve("outbox").toString());
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/operations", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::generate[]
                from("direct:prompts")
                        .to("gemini-omni:adverts?operation=generate&generateTimeout=20m&workerPoolSize=10")
                        .to("file:{{outbox}}?fileName=advert.mp4&tempPrefix=.part-");
                // end::generate[]

                // tag::status[]
                from("direct:how").to("gemini-omni:adverts?operation=status").setBody(simple("${body.status}"));
                // end::status[]

                // tag::upload[]
                from("direct:reference")
                        .to("gemini-omni:adverts?operation=upload&uploadTimeout=10m")
                        .setHeader(GeminiOmniConstants.HEADER_VIDEO_URLS, body())
                        .setBody(constant("The same street in winter"))
                        .to("gemini-omni:adverts");
                // end::upload[]

                // tag::image[]
                from("file:{{photos}}")
                        .to("gemini-omni:promo?bodyFormat=image&generationType=frame&prompt=The waves begin to move"
                                + "&idempotencyKey=${file:name}")
                        .to("mock:promo");
                // end::image[]

                // tag::download[]
                from("gemini-omni:trailers").marshal().json().to("seda:finished");

                from("seda:finished")
                        .to("gemini-omni:trailers?operation=download&downloadRetries=10&maxVideoSize=500MB")
                        .to("file:{{outbox}}?tempPrefix=.part-");
                // end::download[]

                // tag::limits[]
                from("direct:careful").to("gemini-omni:careful?minBalance=20&balanceCacheTime=10s");

                from("direct:patient").to("gemini-omni:patient?maxInFlight=50&blockWhenFull=true&requestsPerSecond=5");
                // end::limits[]

                // tag::progress[]
                from("gemini-omni:series?emitProgress=true")
                        .choice()
                        .when(body().isInstanceOf(VideoTask.class))
                        .to("mock:progress")
                        .otherwise()
                        .to("mock:episode");
                // end::progress[]

                // tag::categories[]
                from("gemini-omni:clips?emitFailures=true&failureCategory.studio=RAW(studio.*closed|摄影棚)")
                        .choice()
                        .when(header(GeminiOmniConstants.HEADER_ERROR_CATEGORY).isEqualTo("moderation"))
                        .to("mock:reword")
                        .otherwise()
                        .to("mock:failed");
                // end::categories[]
            }
        });
    }

    @ExampleTest
    void anExchangeWaitsForItsVideo() {
        template.requestBody("direct:prompts", "A lighthouse in a storm");

        assertThat(folder.resolve("outbox/advert.mp4")).isNotEmptyFile();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @ExampleTest
    void aTaskTellsHowItIs() {
        VideoTask task = template.requestBody("gemini-omni:any", "A lighthouse", VideoTask.class);

        assertThat(template.requestBody("direct:how", task.taskId(), String.class))
                .isIn("queued", "processing", "completed");
    }

    @ExampleTest
    void aFileBecomesAReference() {
        VideoTask task = template.requestBodyAndHeader(
                "direct:reference", new byte[] {1, 2, 3}, Exchange.FILE_NAME, "street.mp4", VideoTask.class);

        assertThat(task.request().videoUrls()).hasSize(1);
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
    }

    @ExampleTest
    void aPhotoBecomesAVideo() throws Exception {
        getMockEndpoint("mock:promo").expectedMessageCount(1);
        Files.createDirectories(folder.resolve("photos"));
        Files.write(folder.resolve("photos/beach.jpg"), new byte[] {1, 2, 3});

        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
    }

    @ExampleTest
    void aVideoIsFetchedBehindAQueue() {
        emulator().nextTasks(Timeline.immediate());
        VideoTask task = template.requestBody("gemini-omni:trailers", "A lighthouse", VideoTask.class);

        Path video = folder.resolve("outbox").resolve(task.taskId() + ".mp4");
        await().until(() -> Files.exists(video));
        assertThat(video).isNotEmptyFile();
    }

    @Test
    void theBalanceIsTold() {
        // tag::balance[]
        Balance balance = template.requestBody("gemini-omni:any?operation=balance", null, Balance.class);
        System.out.println(balance.spendable() + " of " + balance.account().balance());
        // end::balance[]

        assertThat(balance.spendable()).isPositive();
    }

    @Test
    void whatWasSpentIsTold() {
        SampleStore.booked(tasks, "order-1", "0.30");
        // tag::spend[]
        List<?> spent = template.requestBody("gemini-omni:any?operation=spend", "month", List.class);
        spent.forEach(System.out::println);
        // end::spend[]

        assertThat(spent).hasSize(1).first().isInstanceOf(Spending.class);
    }

    @ExampleTest
    void theLimitsHold() {
        assertThat(template.requestBody("direct:patient", "A lighthouse", VideoTask.class))
                .isNotNull();
        emulator().balance("19.99");
        Exchange refused =
                template.request("direct:careful", exchange -> exchange.getIn().setBody("A lighthouse"));

        assertThat(refused.getException())
                .isInstanceOf(GatewayRejectedException.class)
                .hasMessageContaining("19.99")
                .hasMessageContaining("20");
    }

    @ExampleTest
    void progressIsTold() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(2));
        getMockEndpoint("mock:progress").expectedMinimumMessageCount(1);
        getMockEndpoint("mock:episode").expectedMessageCount(1);

        template.sendBody("gemini-omni:series", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aFailureHasItsCategory() throws Exception {
        emulator()
                .nextTasks(
                        Timeline.immediate().failed("The prompt contains sensitive words"),
                        Timeline.immediate().failed("The studio is closed"));
        getMockEndpoint("mock:reword").expectedMessageCount(1);
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);
        failed.expectedHeaderReceived(GeminiOmniConstants.HEADER_ERROR_CATEGORY, "studio");

        template.sendBody("gemini-omni:clips", "A lighthouse");
        template.sendBody("gemini-omni:clips", "A studio");

        MockEndpoint.assertIsSatisfied(context);
    }
}
