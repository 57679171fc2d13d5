package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** What a route does about requests that were not taken, outcomes that are not known, and tasks that failed. */
class FailureExamplesTest extends DocsTestSupport {

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::producer[]
                // nothing was paid, and the same request would fail again
                onException(InvalidVideoRequestException.class, GatewayRejectedException.class)
                        .handled(true)
                        .to("mock:refused");

                // nothing was paid, and the same request may be taken later: its key is free
                onException(GatewayThrottledException.class, GatewayUnavailableException.class)
                        .maximumRedeliveries(5)
                        .redeliveryDelay(100)
                        .useExponentialBackOff();

                // money may have been spent: never send this again, tell somebody
                onException(SubmissionOutcomeUnknownException.class)
                        .handled(true)
                        .to("mock:operator");

                from("direct:adverts").to("gemini-omni:adverts").to("mock:submitted");
                // end::producer[]

                // tag::bridge[]
                from("gemini-omni:adverts?bridgeErrorHandler=true")
                        .onException(VideoTaskFailedException.class)
                        .handled(true)
                        .to("mock:failed")
                        .end()
                        .to("mock:videos");
                // end::bridge[]

                // tag::emitFailures[]
                from("gemini-omni:trailers?emitFailures=true")
                        .choice()
                        .when(header(GeminiOmniConstants.HEADER_STATUS).isEqualTo("failed"))
                        .to("mock:failed")
                        .otherwise()
                        .to("mock:videos");
                // end::emitFailures[]
            }
        };
    }

    @Test
    void aRefusedRequestIsHandled() throws Exception {
        getMockEndpoint("mock:refused").expectedMessageCount(1);
        emulator().nextCreates(Fault.code("20002", "bad parameters"));

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aRequestThatWasNotTakenIsSentAgain() throws Exception {
        getMockEndpoint("mock:submitted").expectedMessageCount(1);
        emulator().nextCreates(2, Fault.tooManyRequests());

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @Test
    void anUnknownOutcomeGoesToAnOperatorWhoResolvesIt() throws Exception {
        getMockEndpoint("mock:operator").expectedMessageCount(1);
        getMockEndpoint("mock:videos").expectedMessageCount(1);
        emulator().nextTaskIds("task-1");
        emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

        template.sendBody("direct:adverts", "A lighthouse");

        assertThat(tasks.counts("adverts")).containsEntry(TaskState.UNKNOWN, 1L);
        // tag::resolve[]
        for (VideoTask unknown : tasks.unknown("adverts")) {
            // the account shows that the gateway made this task of it
            tasks.resolveAsTask("adverts", unknown.key(), "task-1");
        }
        // end::resolve[]
        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aFailedTaskGoesToTheRoutesExceptionHandlers() throws Exception {
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);
        failed.expectedHeaderReceived(GeminiOmniConstants.HEADER_ERROR_MESSAGE, "The prompt was refused");
        emulator().nextTasks(Timeline.immediate().failed("The prompt was refused"));

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void aFailedTaskIsAnOrdinaryExchange() throws Exception {
        getMockEndpoint("mock:failed").expectedMessageCount(1);
        emulator().nextTasks(Timeline.immediate().failed("The prompt was refused"));

        template.sendBody("gemini-omni:trailers", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }
}
