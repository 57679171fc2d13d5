package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/** What a route does about requests that were not taken, outcomes that are not known, and tasks that failed. */
class FailureExamplesTest extends DocsTestSupport {
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return dsl.routes("docs/failures", new RouteBuilder() {
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

                // tag::outage[]
                from("gemini-omni:films?exceptionHandler=#failedVideos&pollStrategy=#outages"
                                + "&backoffErrorThreshold=3&backoffMultiplier=30")
                        .to("mock:films");
                // end::outage[]
            }
        });
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("failedVideos", new Reports());
        registry.bind("outages", new DefaultPollingConsumerPollStrategy() {
            @Override
            public boolean rollback(Consumer consumer, Endpoint endpoint, int retries, Exception failure) {
                reported.add(failure);
                return false;
            }
        });
    }

    /** What a user's own way to tell somebody may be. */
    private final class Reports implements ExceptionHandler {
        @Override
        public void handleException(Throwable failure) {
            reported.add(failure);
        }

        @Override
        public void handleException(String message, Throwable failure) {
            reported.add(failure);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable failure) {
            reported.add(failure);
        }
    }

    @ExampleTest
    void aRefusedRequestIsHandled() throws Exception {
        getMockEndpoint("mock:refused").expectedMessageCount(1);
        emulator().nextCreates(Fault.code("20002", "bad parameters"));

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aRequestThatWasNotTakenIsSentAgain() throws Exception {
        getMockEndpoint("mock:submitted").expectedMessageCount(1);
        emulator().nextCreates(2, Fault.tooManyRequests());

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @ExampleTest
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

    @ExampleTest
    void aFailedTaskGoesToTheRoutesExceptionHandlers() throws Exception {
        MockEndpoint failed = getMockEndpoint("mock:failed");
        failed.expectedMessageCount(1);
        failed.expectedHeaderReceived(GeminiOmniConstants.HEADER_ERROR_MESSAGE, "The prompt was refused");
        emulator().nextTasks(Timeline.immediate().failed("The prompt was refused"));

        template.sendBody("direct:adverts", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aFailedTaskIsAnOrdinaryExchange() throws Exception {
        getMockEndpoint("mock:failed").expectedMessageCount(1);
        emulator().nextTasks(Timeline.immediate().failed("The prompt was refused"));

        template.sendBody("gemini-omni:trailers", "A lighthouse");

        MockEndpoint.assertIsSatisfied(context);
    }

    @ExampleTest
    void aFailedTaskAndAnOutageGoToHandlersOfOnesOwn() {
        emulator().nextTasks(Timeline.immediate().failed("The prompt was refused"));
        template.sendBody("gemini-omni:films", "A lighthouse");
        await().until(() -> reported.stream().anyMatch(VideoTaskFailedException.class::isInstance));

        emulator().every(Call.QUERY, Fault.code("20001", "authentication failed"));
        template.sendBody("gemini-omni:films", "A ship");
        await().until(() -> reported.stream().anyMatch(GatewayAuthenticationException.class::isInstance));
    }
}
