package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.BrowsableEndpoint;

/** When tasks are asked for, and what becomes of those that take long, on a clock that the tests move. */
class PollingExamplesTest extends ExamplesTestSupport {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T12:00:00Z"));

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setClock(clock);
        component.setTaskRepository(RecordedTasks.inMemory(clock, gateway::emulator));
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/polling", new RouteBuilder() {
            @Override
            public void configure() {
                // tag::late[]
                from("gemini-omni:news?queueTimeout=10m&stallTimeout=5m&taskTimeout=20m")
                        .choice()
                        .when(header(GeminiOmniConstants.HEADER_LATE).isNotNull())
                        .to("mock:late")
                        .otherwise()
                        .to("mock:inTime");
                // end::late[]

                // tag::abandoned[]
                from("gemini-omni:tonight?abandonAfter=6h&emitFailures=true").to("mock:tonight");
                // end::abandoned[]

                // tag::tuning[]
                // few videos, and each is wanted soon
                from("gemini-omni:previews?delay=200&pollInterval=5s&maxPollInterval=10s")
                        .to("mock:previews");

                // thousands of tasks, whose work several nodes share
                from("gemini-omni:archive?maxPollInterval=2m&concurrentPolls=32&concurrentConsumers=4"
                                + "&maxMessagesPerPoll=2&leaseDuration=30s")
                        .to("mock:archive");
                // end::tuning[]

                // tag::browse[]
                from("gemini-omni:posters?browseLimit=500").to("mock:posters");
                // end::browse[]
            }
        });
    }

    @ExampleTest
    void aVideoInTimeHasNoMark() throws Exception {
        emulator().nextTasks(Timeline.immediate());
        getMockEndpoint("mock:inTime").expectedMessageCount(1);
        getMockEndpoint("mock:late").expectedMessageCount(0);

        template.sendBody("gemini-omni:news", "A lighthouse");
        clock.advance(Duration.ofSeconds(5));

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aVideoIsMarkedWithTheOptionThatItsTaskExceeded() throws Exception {
        emulator().nextTasks(Timeline.immediate().queued(1));
        MockEndpoint late = getMockEndpoint("mock:late");
        late.expectedMessageCount(1);
        late.expectedHeaderReceived(GeminiOmniConstants.HEADER_LATE, "queueTimeout");

        template.sendBody("gemini-omni:news", "A lighthouse");
        clock.advance(Duration.ofMinutes(11));
        await().until(() -> emulator().calls(Call.QUERY) == 1);
        clock.advance(Duration.ofMinutes(1));

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aTaskWithoutAnEndIsGivenUp() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        MockEndpoint tonight = getMockEndpoint("mock:tonight");
        tonight.expectedMessageCount(1);
        tonight.expectedHeaderReceived(GeminiOmniConstants.HEADER_ERROR_CATEGORY, "abandoned");

        template.sendBody("gemini-omni:tonight", "A lighthouse");
        for (int question = 1; question <= 10; question++) {
            clock.advance(Duration.ofHours(1));
            int asked = question;
            await().until(() -> emulator().calls(Call.QUERY) == asked);
        }

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aTaskIsAskedForWhenItsIntervalIsOver() throws Exception {
        emulator().nextTasks(Timeline.immediate());
        getMockEndpoint("mock:previews").expectedMessageCount(1);

        template.sendBody("gemini-omni:previews", "A lighthouse");
        clock.advance(Duration.ofMillis(4900));
        await().during(Duration.ofMillis(500)).until(() -> emulator().calls(Call.QUERY) == 0);
        clock.advance(Duration.ofMillis(100));

        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(1);
    }

    @ExampleTest
    void theWaitingTasksCanBeBrowsed() {
        emulator().nextTasks(Timeline.standard().stuck());
        template.sendBody("gemini-omni:posters", "A lighthouse");

        BrowsableEndpoint posters = context.getEndpoints().stream()
                .filter(endpoint -> endpoint.getEndpointUri().contains("posters?browseLimit=500"))
                .map(BrowsableEndpoint.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(posters.getBrowseLimit()).isEqualTo(500);
        assertThat(posters.getExchanges())
                .extracting(exchange -> exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATE))
                .containsExactly("WAITING");
    }

    @ExampleTest
    void manyTasksAreFollowedAtOnce() throws Exception {
        getMockEndpoint("mock:archive").expectedMessageCount(6);

        for (int i = 0; i < 6; i++) {
            emulator().nextTasks(Timeline.immediate());
            template.sendBody("gemini-omni:archive", "A lighthouse, take " + i);
        }
        clock.advance(Duration.ofSeconds(5));

        MockEndpoint.assertIsSatisfied(context);
    }
}
