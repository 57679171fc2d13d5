package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many creates the gateway receives for what a route does: the table of known keys, and derived keys. */
class IdempotencyKeysTest extends GeminiOmniTestSupport {
    private final AtomicInteger failuresLeft = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0));

                from("direct:create").to("gemini-omni:adverts");
                from("direct:expression").to("gemini-omni:adverts?idempotencyKey=RAW(${header.order})");
                from("direct:twoSteps")
                        .to("gemini-omni:adverts")
                        .setBody(constant("again"))
                        .to("gemini-omni:adverts");
                from("direct:loop")
                        .loop(3)
                        .to("gemini-omni:adverts?prompt=a cat")
                        .setBody(constant("a cat"));
                from("direct:split").split(body()).to("gemini-omni:adverts");
                from("direct:nestedSplit").split(body()).split(body()).to("gemini-omni:adverts");
                from("direct:multicast").multicast().to("gemini-omni:adverts", "gemini-omni:trailers", "direct:create");
                from("direct:failAfter").to("gemini-omni:adverts").process(this::fail);
                from("direct:callFailing").to("direct:failing");
                from("direct:failing")
                        .errorHandler(noErrorHandler())
                        .to("gemini-omni:adverts")
                        .process(this::fail);
                from("direct:callSplit").to("direct:failingSplit");
                from("direct:failingSplit")
                        .errorHandler(noErrorHandler())
                        .split(body())
                        .stopOnException()
                        .to("gemini-omni:adverts")
                        .end()
                        .process(this::fail);
                from("direct:taps").wireTap("direct:create").wireTap("direct:create");
                from("direct:queues")
                        .split(body())
                        .to("seda:queue?pollTimeout=50")
                        .to("seda:queue?pollTimeout=50");
                from("seda:queue?pollTimeout=50").to("gemini-omni:adverts").to("mock:queued");
            }

            private void fail(Exchange exchange) {
                if (failuresLeft.getAndDecrement() > 0) {
                    throw new IllegalStateException("the step behind the create failed");
                }
            }
        };
    }

    @BeforeEach
    void noFailures() {
        failuresLeft.set(0);
    }

    @Test
    void withTheSameKeyTheSameRequestIsOneTask() {
        VideoTask first = create("a cat", "order-1");
        Exchange second = template.request("direct:create", exchange -> {
            exchange.getIn().setBody("a cat");
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");
        });

        assertThat(second.getMessage().getBody(VideoTask.class).taskId()).isEqualTo(first.taskId());
        assertThat(second.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void withTheSameKeyAnotherRequestIsAConflict() {
        create("a cat", "order-1");

        assertThatThrownBy(() -> create("a dog", "order-1"))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(IdempotencyKeyConflictException.class);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void theScopeOfAKeyIsItsChannel() {
        create("a cat", "order-1");
        template.requestBodyAndHeader(
                "gemini-omni:trailers", "a dog", GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");

        assertThat(emulator().creates()).isEqualTo(2);
    }

    @Test
    void aBlankKeyIsAnErrorAndNotASharedKey() {
        assertThatThrownBy(() -> create("a cat", " ")).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> create("a cat", null)).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> template.requestBody("direct:expression", "a cat"))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(emulator().creates()).isZero();
    }

    @Test
    void anExpressionGivesTheKeyUnlessTheHeaderDoes() {
        template.requestBodyAndHeader("direct:expression", "a cat", "order", "7");
        template.requestBodyAndHeader("direct:expression", "a cat", "order", "7");

        assertThat(emulator().creates()).isEqualTo(1);
        assertThat(tasks.find("adverts", "7")).isPresent();
    }

    @Test
    void aRequestThatWasRefusedIsSentAgainUnderItsKeyByCamelsRedelivery() {
        emulator().nextCreates(2, Fault.throttled());

        VideoTask task = create("a cat", "order-1");

        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        assertThat(emulator().creates()).isEqualTo(3);
        assertThat(emulator().accepted()).isEqualTo(1);
    }

    @Test
    void aRequestOfUnknownOutcomeIsNotSentAgainByCamelsRedelivery() {
        emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

        assertThatThrownBy(() -> template.requestBody("direct:create", "a cat"))
                .hasCauseInstanceOf(SubmissionOutcomeUnknownException.class);

        assertThat(emulator().creates()).isEqualTo(1);
        assertThat(tasks.unknown("adverts")).hasSize(1);
    }

    @Test
    void eachExchangeIsARequestOfItsOwn() {
        template.requestBody("direct:create", "a cat");
        template.requestBody("direct:create", "a cat");

        assertThat(emulator().creates()).isEqualTo(2);
    }

    @Test
    void eachStepEachIterationEachPartAndEachBranchIsARequestOfItsOwn() {
        template.requestBody("direct:twoSteps", "a cat");
        assertThat(emulator().creates()).isEqualTo(2);
        template.requestBody("direct:loop", "a cat");
        assertThat(emulator().creates()).isEqualTo(5);
        template.requestBody("direct:split", List.of("a cat", "a cat", "a cat"));
        assertThat(emulator().creates()).isEqualTo(8);
        template.requestBody("direct:nestedSplit", List.of(List.of("a cat", "a cat"), List.of("a cat")));
        assertThat(emulator().creates()).isEqualTo(11);
        template.requestBody("direct:multicast", "a cat");
        assertThat(emulator().creates()).isEqualTo(14);
    }

    @Test
    void eachWireTapAndEachQueuedCopyIsARequestOfItsOwn() throws Exception {
        getMockEndpoint("mock:queued").expectedMessageCount(4);
        template.sendBody("direct:queues", List.of("a cat", "a cat"));
        getMockEndpoint("mock:queued").assertIsSatisfied();
        assertThat(emulator().creates()).isEqualTo(4);

        template.requestBody("direct:taps", "a cat");
        await().untilAsserted(() -> assertThat(emulator().creates()).isEqualTo(6));
    }

    @Test
    void aRedeliveryOfALaterStepDoesNotCreateAgain() {
        failuresLeft.set(2);
        template.requestBody("direct:failAfter", "a cat");

        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aRedeliveryOfTheWholeSubRouteByItsCallerDoesNotCreateAgain() {
        failuresLeft.set(2);
        template.requestBody("direct:callFailing", "a cat");

        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aRedeliveryOfAWholeSplitByItsCallerDoesNotCreateAgain() {
        failuresLeft.set(2);
        template.requestBody("direct:callSplit", List.of("a cat", "a cat", "a dog"));

        assertThat(emulator().creates()).isEqualTo(3);
    }

    private VideoTask create(String prompt, String key) {
        return template.requestBodyAndHeader(
                "direct:create", prompt, GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key, VideoTask.class);
    }
}
