package io.geminiomni.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.TestEndpoints;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is promised of a channel holds where a Kamelet is used in place of an endpoint. */
class KameletDeliveryTest extends CamelTestSupport {
    private static final String KEY = "sk-a+b&c=d%41";

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate()).apiKey(KEY));

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final AtomicInteger failures = new AtomicInteger(1);

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        TestEndpoints.in(context);
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setTaskRepository(tasks);
        component.setPollInterval(20);
        component.setMaxPollInterval(50);
        component.setRequestsPerSecond(100_000);
        context.getPropertiesComponent().addInitialProperty("key", KEY);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                String given = "&apiKey=RAW({{key}})";
                from("direct:sink").to("kamelet:gemini-omni-sink?channel=adverts" + given);

                from("kamelet:gemini-omni-source?channel=adverts&pollInterval=20&maxPollInterval=50" + given)
                        .process(exchange -> failSometimes())
                        .to("mock:videos");

                from("direct:redelivered")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .to("kamelet:gemini-omni-sink?channel=redelivered" + given);

                from("direct:two")
                        .to("kamelet:gemini-omni-sink/a?channel=two" + given)
                        .setBody(constant("A lighthouse"))
                        .to("kamelet:gemini-omni-sink/b?channel=two" + given);

                from("direct:loop")
                        .loop(3)
                        .setBody(constant("A lighthouse"))
                        .to("kamelet:gemini-omni-sink?channel=loop" + given)
                        .end();

                from("direct:split").split(body()).to("kamelet:gemini-omni-sink?channel=split" + given);

                from("direct:enrich").enrich("kamelet:gemini-omni-sink?channel=enrich" + given);

                from("direct:within")
                        .kamelet("gemini-omni-action?channel=within" + given)
                        .process(exchange -> failSometimes())
                        .end();

                from("direct:behind")
                        .to("kamelet:gemini-omni-action?channel=behind&idempotencyKey=${header.orderId}" + given)
                        .process(exchange -> failSometimes());
            }
        };
    }

    private void failSometimes() throws IOException {
        if (failures.getAndDecrement() > 0) {
            throw new IOException("the disk is full");
        }
    }

    @Test
    void aVideoWhoseRouteFailsComesAgainFromTheSource() throws Exception {
        MockEndpoint videos = getMockEndpoint("mock:videos");
        videos.expectedMessageCount(1);
        videos.expectedHeaderReceived(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT, 2);

        template.sendBody("direct:sink", "A lighthouse");

        videos.assertIsSatisfied();
        await().until(() -> tasks.counts("adverts").equals(Map.of(TaskState.DELIVERED, 1L)));
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void aRedeliveryOfTheStepIsPaidForOnce() {
        gateway.emulator().next(Call.CREATE, Fault.status(500));

        Exchange failed = template.request(
                "direct:redelivered", exchange -> exchange.getIn().setBody("A lighthouse"));

        assertThat(failed.getException()).isInstanceOf(SubmissionOutcomeUnknownException.class);
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void eachStepLoopPartAndCopyIsPaidForByItself() {
        template.sendBody("direct:two", "A lighthouse");
        assertThat(gateway.emulator().accepted()).isEqualTo(2);
        template.sendBody("direct:loop", "");
        assertThat(gateway.emulator().accepted()).isEqualTo(5);
        template.sendBody("direct:split", List.of("A lighthouse", "A lighthouse"));
        assertThat(gateway.emulator().accepted()).isEqualTo(7);
        template.sendBody("direct:enrich", "A lighthouse");
        assertThat(gateway.emulator().accepted()).isEqualTo(8);
    }

    @Test
    void aVideoWhoseStepsWithinTheActionFailGoesToItsChannel() {
        Exchange failed =
                template.request("direct:within", exchange -> exchange.getIn().setBody("A lighthouse"));

        assertThat(failed.getException()).isInstanceOf(IOException.class);
        assertThat(tasks.counts("within")).isEqualTo(Map.of(TaskState.COMPLETED, 1L));
    }

    @Test
    void aVideoWhoseStepsBehindTheActionFailIsGivenAgainToItsKey() {
        Exchange failed = template.request("direct:behind", this::order);
        assertThat(failed.getException()).isInstanceOf(IOException.class);
        assertThat(tasks.counts("behind"))
                .as("Camel completes the exchange of a Kamelet before the next step")
                .isEqualTo(Map.of(TaskState.DELIVERED, 1L));

        VideoTask task = tasks.find("behind", "4711").orElseThrow();
        Exchange again = template.request("direct:behind", this::order);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID))
                .isEqualTo(task.taskId());
        assertThat(again.getMessage().getBody(byte[].class)).isNotEmpty();
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    private void order(Exchange exchange) {
        exchange.getIn().setBody("A lighthouse");
        exchange.getIn().setHeader("orderId", "4711");
    }
}
