package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GenerateInterruptedException;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.LeaseLostException;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code operation=generate}: an exchange that waits for its video. */
class GenerateTest extends GeminiOmniTestSupport {
    private final AtomicInteger failuresLeft = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:generate")
                        .errorHandler(noErrorHandler())
                        .to("gemini-omni:adverts?operation=generate")
                        .process(exchange -> {
                            if (failuresLeft.getAndDecrement() > 0) {
                                throw new IllegalStateException("the step behind failed");
                            }
                        })
                        .to("mock:generated");
                from("direct:enrich")
                        .errorHandler(noErrorHandler())
                        .enrich("gemini-omni:adverts?operation=generate", (exchange, video) -> {
                            if (failuresLeft.getAndDecrement() > 0) {
                                throw new IllegalStateException("the strategy failed");
                            }
                            exchange.getMessage().setBody(video.getMessage().getBody());
                            return exchange;
                        });
                from("direct:short").to("gemini-omni:adverts?operation=generate&generateTimeout=10m");
                from("direct:twice")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .to("direct:generate");
                from("direct:part")
                        .split(body())
                        .to("direct:generate")
                        .end()
                        .throwException(new IllegalStateException("a step after the split fails"));
                from("direct:partOfTheWhole")
                        .split(body())
                        .shareUnitOfWork()
                        .to("direct:generate")
                        .end()
                        .throwException(new IllegalStateException("a step after the split fails"));
                from("gemini-omni:adverts?initialDelay=0&delay=50")
                        .routeId("consumer")
                        .autoStartup(false)
                        .to("mock:consumed");
            }
        };
    }

    @Test
    void aVideoThatAnEnricherDoesNotTakeIsReleasedToItsChannel() throws Exception {
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        for (Timeline timeline :
                List.of(Timeline.immediate(), Timeline.immediate().queued(2))) {
            emulator().nextTasks(timeline, timeline);
            failuresLeft.set(1);
            assertThat(template.request(
                                    "direct:enrich",
                                    exchange -> exchange.getIn().setBody("a cat"))
                            .getException())
                    .hasStackTraceContaining("the strategy failed");
            assertThat(template.requestBody("direct:enrich", "a dog")).isInstanceOf(GeneratedVideo.class);
        }
        consumed.expectedMessageCount(2);

        context.getRouteController().startRoute("consumer");

        consumed.assertIsSatisfied();
        assertThat(consumed.getExchanges())
                .extracting(exchange -> exchange.getMessage()
                        .getBody(GeneratedVideo.class)
                        .request()
                        .prompt())
                .containsOnly("a cat");
    }

    @Test
    void theExchangeGoesOnWithItsVideoAndTheTaskIsFinishedWhenItCompletes() throws Exception {
        emulator().nextTasks(Timeline.immediate().queued(2).processing(1));
        MockEndpoint generated = getMockEndpoint("mock:generated");
        generated.expectedMessageCount(1);

        Exchange exchange = generate("direct:generate", "a cat", "order-1");

        generated.assertIsSatisfied();
        assertThat(exchange.getException()).isNull();
        GeneratedVideo video = exchange.getMessage().getBody(GeneratedVideo.class);
        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATUS))
                .isEqualTo("completed");
        assertThat(video.url()).startsWith(gateway.baseUrl());
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_VIDEO_URL))
                .isNull();
        assertThat(state("order-1")).isEqualTo(TaskState.DELIVERED);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void noConsumerEmitsATaskThatAnExchangeWaitsFor() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(10));
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        consumed.expectedMessageCount(0);
        context.getRouteController().startRoute("consumer");

        Exchange exchange = generate("direct:generate", "a cat", "order-1");

        assertThat(exchange.getException()).isNull();
        consumed.setAssertPeriod(300);
        consumed.assertIsSatisfied();
        assertThat(state("order-1")).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void afterTheTimeoutTheTaskStaysOnItsChannelAndAConsumerEmitsIt() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(Duration.ofHours(1)));

        VideoTaskTimeoutException timeout =
                generateTooLong("direct:short", "order-1").getException(VideoTaskTimeoutException.class);

        VideoTask task = tasks.find("adverts", "order-1").orElseThrow();
        assertThat(timeout.taskId()).isEqualTo(task.taskId());
        assertThat(timeout)
                .hasMessageContaining("generateTimeout is over")
                .hasMessageContaining("It was paid for and stays on its channel")
                .hasMessageContaining("order-1");
        assertThat(timeout.category()).isEqualTo("timeout");
        assertThat(timeout.lastStatus()).isEqualTo("processing");
        assertThat(task.state()).isEqualTo(TaskState.WAITING);

        emulator().task(task.taskId()).complete();
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        consumed.expectedHeaderReceived(GeminiOmniConstants.HEADER_TASK_ID, task.taskId());
        consumed.expectedMessageCount(1);
        context.getRouteController().startRoute("consumer");
        consumed.assertIsSatisfied();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aWaitThatTheErrorHandlerRedeliversGoesOnForTheSameTask() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(VideoTaskTimeoutException.class)
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .onRedelivery(exchange -> emulator().tasks().forEach(task -> task.complete()));
                from("direct:again").to("gemini-omni:adverts?operation=generate&generateTimeout=10m");
            }
        });

        Exchange exchange = generateTooLong("direct:again", null);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATUS))
                .isEqualTo("completed");
        assertThat(emulator().creates()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.DELIVERED, 1L)));
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowIsParkedAndItsExchangesSaySo() {
        emulator().nextTasks(Timeline.immediate().unknown(1000));
        String uri = "gemini-omni:adverts?operation=generate&taskTimeout=1";

        VideoTaskTimeoutException parked =
                generate(uri, "a cat", "order-1").getException(VideoTaskTimeoutException.class);
        long queries = emulator().calls(Call.QUERY);
        VideoTaskTimeoutException known =
                generate(uri, "a cat", "order-1").getException(VideoTaskTimeoutException.class);

        assertThat(parked).hasMessageContaining("it is parked");
        assertThat(known)
                .hasMessageContaining("it is parked: Parked: the gateway at")
                .hasMessageContaining("has not known this task");
        assertThat(state("order-1")).isEqualTo(TaskState.PARKED);
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(queries);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aRequestOfUnknownOutcomeIsNotWaitedFor() {
        emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());

        for (int time = 1; time <= 2; time++) {
            assertThat(generate("direct:generate", "a cat", "order-1").getException())
                    .isInstanceOf(SubmissionOutcomeUnknownException.class)
                    .hasMessageContaining("order-1")
                    .hasMessageContaining("oney may have been spent");
        }
        assertThat(emulator().creates()).isEqualTo(1);
        assertThat(emulator().calls(Call.QUERY)).isZero();
    }

    /** Of order-1 the lease cannot be taken; another node has that of order-2, and it cannot be told why. */
    @Test
    void aStoreThatFailsAfterTheCreateDoesNotLookLikeOneThatFailedBefore() {
        AtomicBoolean isTaken = new AtomicBoolean();
        context.getRegistry().bind("failing", StoreFaults.in(tasks, (method, arguments) -> {
            boolean claims = method.getName().equals("claim") && arguments.length == 4;
            if (claims && "order-2".equals(arguments[1])) {
                tasks.claim("adverts", "order-2", "another node", Duration.ofMinutes(1));
                isTaken.set(true);
            } else if (claims || (isTaken.get() && method.getName().equals("find"))) {
                throw new TaskStoreException("away", null);
            }
        }));

        for (String key : List.of("order-1", "order-2")) {
            Exchange failed = generate("gemini-omni:adverts?operation=generate&taskRepository=#failing", "a cat", key);

            assertThat(failed.getException())
                    .isInstanceOf(VideoTaskTimeoutException.class)
                    .hasMessageContaining(
                            "Task " + tasks.find("adverts", key).orElseThrow().taskId() + " on channel adverts")
                    .hasMessageContaining("the task store failed when its lease was to be taken")
                    .hasMessageContaining("It was paid for and stays on its channel")
                    .hasNoCause();
            assertThat(failed.getException().getSuppressed()).singleElement().isInstanceOf(TaskStoreException.class);
            assertThat(state(key)).isEqualTo(TaskState.WAITING);
        }
        assertThat(emulator().creates()).isEqualTo(2);
    }

    @Test
    void aContextThatStopsInterruptsTheWaitAtTheStartOfItsStop() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        CompletableFuture<Exchange> waiting = later("direct:generate", "a cat", "order-1");
        await().until(() -> emulator().calls(Call.QUERY) > 0);
        context.getShutdownStrategy().setTimeout(300);

        long began = System.nanoTime();
        context.stop();

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(GenerateInterruptedException.class)
                .hasMessageContaining("The producer was stopped")
                .hasMessageContaining("was paid for and stays on its channel")
                .hasMessageContaining("order-1");
        assertThat(emulator().creates()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
        assertThat(state("order-1")).isEqualTo(TaskState.WAITING);
        assertThat(tasks.claim(Claim.toPoll("adverts", gateway.baseUrl(), 10, "me", Duration.ofSeconds(1))))
                .hasSize(1);
    }

    @Test
    void aFailedTaskFailsTheExchangeAndIsReportedOnce() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).failed("the prompt was refused"));

        VideoTaskFailedException failed =
                generate("direct:generate", "a cat", "order-1").getException(VideoTaskFailedException.class);

        assertThat(failed)
                .hasMessageContaining("the prompt was refused")
                .hasMessageContaining("It was paid for when it was created");
        assertThat(failed.taskId())
                .isEqualTo(tasks.find("adverts", "order-1").orElseThrow().taskId());
        assertThat(state("order-1")).isEqualTo(TaskState.DELIVERED);
        assertThat(generate("direct:generate", "a cat", "order-1").getException())
                .isInstanceOf(VideoTaskFailedException.class);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aKnownKeyGivesTheFinishedVideoAtOnceAsADuplicate() {
        generate("direct:generate", "a cat", "order-1");

        Exchange again = generate("direct:generate", "a cat", "order-1");

        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(again.getMessage().getBody(GeneratedVideo.class).url()).isNotBlank();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aKnownKeyThatWaitsWithoutAnOwnerIsWaitedFor() {
        template.requestBodyAndHeader(
                "gemini-omni:adverts", "a cat", GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");

        Exchange exchange = generate("direct:generate", "a cat", "order-1");

        assertThat(exchange.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aKnownKeyThatAnotherExchangeWaitsForThrowsAtOnce() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        CompletableFuture<Exchange> first = later("direct:generate", "a cat", "order-1");
        await().until(() -> emulator().calls(Call.QUERY) > 0);

        Exchange second = generate("direct:generate", "a cat", "order-1");

        assertThat(second.getException())
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("order-1")
                .hasMessageContaining("belongs to another exchange or consumer")
                .hasMessageContaining("paid for once and is not lost");
        emulator().tasks().forEach(task -> task.complete());
        assertThat(first.get(1, TimeUnit.MINUTES).getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void whenTheExchangeFailsTheTaskIsReleasedToItsChannel() throws Exception {
        failuresLeft.set(1);

        Exchange exchange = generate("direct:generate", "a cat", "order-1");

        assertThat(exchange.getException()).hasMessage("the step behind failed");
        assertThat(state("order-1")).isEqualTo(TaskState.COMPLETED);
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        consumed.expectedMessageCount(1);
        consumed.expectedHeaderReceived(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT, 2);
        context.getRouteController().startRoute("consumer");
        consumed.assertIsSatisfied();
        await().untilAsserted(() -> assertThat(state("order-1")).isEqualTo(TaskState.DELIVERED));
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"direct:part, DELIVERED", "direct:partOfTheWhole, COMPLETED"})
    void aVideoOfAPartIsFinishedWithThePartUnlessItSharesTheUnitOfWork(String route, TaskState state) {
        assertThat(generate(route, "a cat", "order-1").getException()).hasMessage("a step after the split fails");

        assertThat(state("order-1")).isEqualTo(state);
    }

    @Test
    void anExchangeWhoseLeaseWasLostSaysSoAndWhoeverTookItEmitsTheVideoOnce() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(1).stuck());
        CompletableFuture<Exchange> waiting = later("direct:generate", "a cat", "order-1");
        await().until(() -> emulator().calls(Call.QUERY) > 0);

        takeOver("order-1");

        LeaseLostException lost = waiting.get(1, TimeUnit.MINUTES).getException(LeaseLostException.class);
        VideoTask task = tasks.find("adverts", "order-1").orElseThrow();
        assertThat(lost.taskId()).isEqualTo(task.taskId());
        assertThat(lost)
                .hasMessageContaining("order-1")
                .hasMessageContaining("paid for once and is not lost")
                .hasMessageContaining("leaseDuration");
        assertThat(task.state()).isEqualTo(TaskState.WAITING);

        emulator().task(task.taskId()).complete();
        MockEndpoint consumed = getMockEndpoint("mock:consumed");
        consumed.expectedMessageCount(1);
        context.getRouteController().startRoute("consumer");
        consumed.assertIsSatisfied();
        await().untilAsserted(() -> assertThat(state("order-1")).isEqualTo(TaskState.DELIVERED));
        getMockEndpoint("mock:generated").expectedMessageCount(0);
        getMockEndpoint("mock:generated").assertIsSatisfied();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    /** As another node does when this one was paused for longer than its lease; it gives the task back at once. */
    private void takeOver(String key) {
        clock.leap(Duration.ofSeconds(61));
        LeasedTask taken = tasks.claim("adverts", key, "another node", Duration.ofSeconds(60))
                .orElseThrow();
        tasks.update(List.of(LeaseUpdate.release(taken.lease(), taken.task(), Duration.ZERO)));
    }

    @Test
    void aCallerThatRedeliversTheWholeSubRouteGetsTheSameVideo() throws Exception {
        failuresLeft.set(1);
        MockEndpoint generated = getMockEndpoint("mock:generated");
        generated.expectedMessageCount(1);

        Exchange exchange = generate("direct:twice", "a cat", null);

        assertThat(exchange.getException()).isNull();
        generated.assertIsSatisfied();
        assertThat(emulator().creates()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.DELIVERED, 1L)));
    }

    @Test
    void twoThousandExchangesWaitOnAtMostSixteenThreads() throws Exception {
        int count = 2000; // more than the 1,000 that Camel's pools queue
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setPollInterval(600_000);
        component.setMaxPollInterval(600_000);
        Endpoint endpoint = context.getEndpoint("gemini-omni:crowd?operation=generate");
        AsyncProducer producer = endpoint.createAsyncProducer();
        producer.start();
        Set<Thread> idle = threads();
        AtomicInteger done = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < count; i++) {
                Exchange exchange = endpoint.createExchange();
                fill(exchange, "a cat", "order-" + i);
                senders.execute(() -> producer.process(exchange, doneSync -> done.incrementAndGet()));
            }
            await().atMost(Duration.ofMinutes(3)).until(() -> emulator().accepted() == count);
        } finally {
            senders.shutdown();
            assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        Set<Thread> more = threads();
        more.removeAll(idle);
        assertThat(done).hasValue(0);
        assertThat(more).hasSizeLessThanOrEqualTo(16);
        producer.stop();
        await().untilAsserted(() -> assertThat(done).hasValue(count));
    }

    /** But for those of the emulator, which would be on another machine. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().contains("emulator"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private TaskState state(String key) {
        return tasks.find("adverts", key).orElseThrow().state();
    }

    private CompletableFuture<Exchange> later(String uri, Object body, String key) {
        return template.asyncSend(uri, exchange -> fill(exchange, body, key));
    }

    /** Lets the time-out of ten minutes pass after the first answer about the task. */
    private Exchange generateTooLong(String uri, String key) throws Exception {
        CompletableFuture<Exchange> waiting = later(uri, "a cat", key);
        await().until(() -> emulator().calls(Call.QUERY) > 0);
        clock.advance(Duration.ofMinutes(11));
        return waiting.get(1, TimeUnit.MINUTES);
    }

    private Exchange generate(String uri, Object body, String key) {
        return template.request(uri, exchange -> fill(exchange, body, key));
    }

    private static void fill(Exchange exchange, Object body, String key) {
        exchange.getIn().setBody(body);
        if (key != null) {
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
        }
    }
}
