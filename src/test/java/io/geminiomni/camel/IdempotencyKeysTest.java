package io.geminiomni.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.UuidGenerator;
import org.apache.camel.support.OffUuidGenerator;
import org.apache.camel.support.SimpleUuidGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many creates the gateway receives for what a route does: the table of known keys, and derived keys. */
class IdempotencyKeysTest extends GeminiOmniTestSupport {
    private static final String HEADER = GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY;
    private static final Number BROKEN = new AtomicInteger() {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    };

    private final AtomicInteger failuresLeft = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(0));

                from("direct:create").to("gemini-omni:adverts");
                from("direct:expression").to("gemini-omni:adverts?idempotencyKey=RAW(${header.order})");
                from("direct:failingExpression").to("gemini-omni:adverts?idempotencyKey=RAW(order-${header.order})");
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
                from("direct:enrich").enrich("gemini-omni:adverts");
                from("direct:enrichSharing").enrich("gemini-omni:adverts", null, false, true);
                from("direct:enrichTwice")
                        .enrich("gemini-omni:adverts")
                        .setBody(constant("again"))
                        .enrich("gemini-omni:adverts");
                from("direct:enrichFromQueue").to("seda:enriched?pollTimeout=50&waitForTaskToComplete=Always");
                from("seda:enriched?pollTimeout=50").enrich("gemini-omni:adverts");
                from("direct:enrichBySubRoute").enrich("direct:withoutErrorHandler");
                from("direct:withoutErrorHandler")
                        .errorHandler(noErrorHandler())
                        .to("gemini-omni:adverts");
                from("direct:callRecipients").to("direct:failingRecipients");
                from("direct:failingRecipients")
                        .errorHandler(noErrorHandler())
                        .recipientList(constant("gemini-omni:adverts,gemini-omni:adverts,direct:create,direct:create"))
                        .end()
                        .process(this::fail);
                from("direct:ownCorrelation")
                        .setProperty(Exchange.CORRELATION_ID, constant("order-7"))
                        .to("gemini-omni:adverts");
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
                .hasCauseInstanceOf(IdempotencyKeyConflictException.class)
                .cause()
                .hasMessageContaining("order-1")
                .hasMessageContaining("Nothing was sent and nothing was paid");
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
        assertThat(invalid("direct:create", HEADER, " ").field()).isEqualTo(HEADER);
        assertThat(invalid("direct:create", HEADER, null).found()).isEqualTo("nothing");
        assertThat(invalid("direct:expression", "order", null).field()).isEqualTo("idempotencyKey");
        assertThat(emulator().creates()).isZero();
    }

    @Test
    void aKeyWhoseTextIsNotTheSameEachTimeIsAnError() {
        InputStream stream = new ByteArrayInputStream(new byte[] {'k'});
        for (Object key : Arrays.asList(new Object(), stream, Map.of("a", 1), List.of(), new byte[] {-1}, BROKEN)) {
            assertThat(invalid("direct:create", HEADER, key).field()).isEqualTo(HEADER);
            assertThat(invalid("direct:expression", "order", key).field()).isEqualTo("idempotencyKey");
        }
        assertThat(stream).as("a stream is not read").hasBinaryContent(new byte[] {'k'});
        assertThat(invalid("direct:failingExpression", "order", BROKEN).found()).contains("failed");
        assertThat(emulator().creates()).isZero();
    }

    @Test
    void numbersTimesAndBytesAreKeysByTheirText() {
        UUID uuid = UUID.fromString("00000000-0000-0001-0000-000000000002");
        for (Object key : List.of(
                7, uuid, Instant.EPOCH, "bytes".getBytes(UTF_8), new StringBuilder("built"), new TextNode("node"))) {
            template.requestBodyAndHeader("direct:create", "a cat", HEADER, key);
        }

        assertThat(List.of("7", uuid.toString(), "1970-01-01T00:00:00Z", "bytes", "built", "node"))
                .allSatisfy(key -> assertThat(tasks.find("adverts", key)).isPresent());
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
                .hasCauseInstanceOf(SubmissionOutcomeUnknownException.class)
                .cause()
                .hasMessageContaining("on channel adverts")
                .hasMessageContaining("oney may have been spent")
                .hasMessageContaining("not sent again by itself");

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

    @Test
    void anEnrichmentOfUnknownOutcomeIsNotSentAgainByCamelsRedelivery() {
        for (String route :
                List.of("direct:enrich", "direct:enrichSharing", "direct:enrichFromQueue", "direct:enrichBySubRoute")) {
            long before = emulator().creates();
            emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

            assertThatThrownBy(() -> template.requestBody(route, "a cat"))
                    .as(route)
                    .hasCauseInstanceOf(SubmissionOutcomeUnknownException.class);

            assertThat(emulator().creates()).as(route).isEqualTo(before + 1);
        }
    }

    @Test
    void eachEnrichmentIsARequestOfItsOwn() {
        template.requestBody("direct:enrichTwice", "a cat");
        template.requestBody("direct:enrichTwice", "a cat");

        assertThat(emulator().creates()).isEqualTo(4);
    }

    @Test
    void aRedeliveryOfAWholeRecipientListByItsCallerDoesNotCreateAgain() {
        failuresLeft.set(2);
        template.requestBody("direct:callRecipients", "a cat");

        assertThat(emulator().creates()).isEqualTo(4);
    }

    @Test
    void aCorrelationIdOfTheRoutesOwnIsNoKey() {
        template.requestBody("direct:ownCorrelation", "a cat");
        template.requestBody("direct:ownCorrelation", "a dog");
        for (String prompt : List.of("a cat", "a dog")) {
            template.request("gemini-omni:adverts", exchange -> {
                exchange.setProperty(Exchange.CORRELATION_ID, "order-7");
                exchange.getIn().setBody(prompt);
            });
        }

        assertThat(emulator().creates()).isEqualTo(4);
    }

    private Violation invalid(String route, String header, Object value) {
        Exchange exchange = template.request(route, request -> {
            request.getIn().setBody("a cat");
            request.getIn().setHeader(header, value);
        });
        List<Violation> violations =
                exchange.getException(InvalidVideoRequestException.class).violations();
        assertThat(violations).hasSize(1);
        return violations.get(0);
    }

    private VideoTask create(String prompt, String key) {
        return template.requestBodyAndHeader(
                "direct:create", prompt, GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key, VideoTask.class);
    }

    /** Its ids begin anew with each start, and all ids of the other one are empty: another request would get the first task. */
    @ParameterizedTest
    @ValueSource(classes = {SimpleUuidGenerator.class, OffUuidGenerator.class})
    void noKeyIsDerivedFromIdsThatOtherExchangesHave(Class<? extends UuidGenerator> generator) throws Exception {
        UuidGenerator before = context.getUuidGenerator();
        context.setUuidGenerator(generator.getConstructor().newInstance());
        try {
            assertThatThrownBy(() -> template.requestBody("direct:create", "a cat"))
                    .hasRootCauseInstanceOf(InvalidVideoRequestException.class)
                    .hasStackTraceContaining(generator.getSimpleName());
            template.requestBodyAndHeader("direct:create", "a cat", HEADER, "order-of-" + generator.getSimpleName());
        } finally {
            context.setUuidGenerator(before);
        }
        assertThat(emulator().creates()).isEqualTo(1);
    }
}
