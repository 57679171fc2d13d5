package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.create;
import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.download.VideoDownloadException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One video at a time for who asks: {@code pollEnrich} and {@code ConsumerTemplate}. */
class ConsumerPollEnrichTest extends ConsumerTestSupport {
    private static final String VIDEOS = "gemini-omni:adverts?delay=20";

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private CamelContext node;

    @BeforeEach
    void open() throws Exception {
        node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:take").pollEnrich(VIDEOS, 60_000);
                from("direct:fail")
                        .pollEnrich(VIDEOS, 60_000)
                        .throwException(new IllegalStateException("after the video came"));
                from("direct:aggregate").pollEnrich(VIDEOS, 60_000, (before, video) -> {
                    throw new IllegalStateException("the aggregation fails");
                });
                from("direct:drop").pollEnrich(VIDEOS, 60_000, (before, video) -> null);
                from("direct:briefly").pollEnrich(VIDEOS, 1);
                from("direct:aggregateAgain")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .pollEnrich(VIDEOS, 60_000, (before, video) -> {
                            taken.add(taskId(video));
                            failSometimes();
                            return video;
                        });
                from("direct:next")
                        .errorHandler(noErrorHandler())
                        .pollEnrich(VIDEOS, 60_000)
                        .process(exchange -> {
                            taken.add(taskId(exchange));
                            failSometimes();
                        });
                from("direct:nextAgain")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .to("direct:next");
                from("direct:nextTwice").to("direct:next").to("direct:next");
                from("direct:loop")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .loop(2)
                        .to("direct:next");
                from("direct:tryToConvert")
                        .pollEnrich(VIDEOS, 60_000)
                        .doTry()
                        .convertBodyTo(byte[].class)
                        .doCatch(Exception.class)
                        .setHeader("caught", constant(true))
                        .end();
            }
        });
    }

    private Exchange send(String uri) {
        return node.createProducerTemplate()
                .request(uri, exchange -> exchange.getIn().setBody("before"));
    }

    private void failSometimes() {
        if (failuresLeft.getAndDecrement() > 0) {
            throw new IllegalStateException("fails for now");
        }
    }

    private static String taskId(Exchange exchange) {
        return exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class);
    }

    private void nothingIsHeld() {
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void aVideoIsFinishedWithWhenTheEnclosingExchangeCompletes() {
        VideoTask task = create(node, "adverts", Map.of("customer", "C-17"));

        Exchange exchange = send("direct:take");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(exchange.getMessage().getHeader("customer")).isEqualTo("C-17");
        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        nothingIsHeld();
    }

    @Test
    void aVideoIsReleasedWhenTheEnclosingExchangeFails() {
        VideoTask task = create(node, "adverts");

        assertThat(send("direct:fail").getException()).hasMessage("after the video came");

        assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
        nothingIsHeld();
        assertThat(send("direct:take").getMessage().getHeader(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT))
                .isEqualTo(2);
        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aVideoIsReleasedWhenItsAggregationFails() {
        VideoTask task = create(node, "adverts");

        assertThat(send("direct:aggregate").getException()).hasMessageContaining("aggregation");

        assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
        nothingIsHeld();
    }

    @Test
    void aVideoThatItsAggregationDropsIsFinishedWithTheEnclosingExchange() {
        VideoTask task = create(node, "adverts");

        assertThat(send("direct:drop").getException()).isNull();

        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        nothingIsHeld();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:aggregateAgain", "direct:nextAgain"})
    void aRedeliveredStepGetsTheSameVideoAgain(String route) {
        create(node, "adverts");
        create(node, "adverts");
        failuresLeft.set(2);

        Exchange exchange = send(route);

        assertThat(exchange.getException()).isNull();
        assertThat(taken).hasSize(3).containsOnly(taskId(exchange));
        assertThat(fixture.tasks().counts()).containsEntry(TaskState.DELIVERED, 1L);
        nothingIsHeld();
    }

    @Test
    void aVideoOfARedeliveredStepIsReleasedOnceWhenTheEnclosingExchangeFails() {
        VideoTask task = create(node, "adverts");
        failuresLeft.set(3);

        assertThat(send("direct:aggregateAgain").getException()).hasMessageContaining("aggregation");

        assertThat(taken).containsExactly(task.taskId(), task.taskId(), task.taskId());
        assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
        nothingIsHeld();
    }

    @Test
    void anExchangeThatPassesAStepTwiceGetsTwoVideos() {
        create(node, "adverts");
        create(node, "adverts");

        assertThat(send("direct:nextTwice").getException()).isNull();

        assertThat(taken).doesNotHaveDuplicates().hasSize(2);
        assertThat(fixture.tasks().counts()).containsExactly(Map.entry(TaskState.DELIVERED, 2L));
    }

    @Test
    void eachIterationOfALoopGetsAVideoOfItsOwnAlsoAfterARedelivery() {
        create(node, "adverts");
        create(node, "adverts");
        failuresLeft.set(1);

        assertThat(send("direct:loop").getException()).isNull();

        assertThat(taken).hasSize(3);
        assertThat(taken.get(1)).isEqualTo(taken.get(0)).isNotEqualTo(taken.get(2));
        assertThat(fixture.tasks().counts()).containsExactly(Map.entry(TaskState.DELIVERED, 2L));
    }

    @Test
    void aRouteThatHandlesAFailedConversionHasTakenItsVideo() {
        gateway.emulator().every(Call.DOWNLOAD, Fault.status(404));
        VideoTask task = create(node, "adverts");

        Exchange exchange = send("direct:tryToConvert");

        assertThat(exchange.getMessage().getHeader("caught")).isEqualTo(true);
        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aFailedTaskFailsTheEnclosingExchangeAndIsReportedOnce() {
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe prompt"));
        VideoTask task = create(node, "adverts");

        assertThat(send("direct:take").getException()).isInstanceOf(VideoTaskFailedException.class);

        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        nothingIsHeld();
    }

    @Test
    void withNothingToTakeTheBodyStaysAndNothingIsHeld() {
        gateway.emulator().nextTasks(Timeline.immediate().queued(1000));
        VideoTask task = create(node, "adverts");

        assertThat(send("direct:briefly").getException()).isNull();

        assertThat(fixture.state(task)).isEqualTo(TaskState.WAITING);
        nothingIsHeld();
    }

    @Test
    void aQuestionThatHangsHoldsItsTaskNoLongerThanTheCallerWaits() {
        VideoTask task = create(node, "adverts");
        gateway.emulator().nextQueries(Fault.hang());

        // A poll that was not sent before the caller gave up is not sent any more.
        await().until(() -> {
            assertThat(send("direct:briefly").getException()).isNull();
            return gateway.emulator().calls(Call.QUERY) > 0;
        });

        nothingIsHeld();
        assertThat(send("direct:take").getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void aConsumerTemplateFinishesWithItsVideoWhenItsUnitOfWorkIsDone() throws Exception {
        VideoTask task = create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            Exchange exchange = template.receive(VIDEOS, 60_000);

            assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
            assertThat(exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID))
                    .isEqualTo(task.taskId());
            template.doneUoW(exchange);
            assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        }
        nothingIsHeld();
    }

    @Test
    void aConsumerTemplateThatTakesTheBodyIsDoneWithIt() throws Exception {
        VideoTask task = create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            GeneratedVideo video = template.receiveBody(VIDEOS, 60_000, GeneratedVideo.class);

            assertThat(video.taskId()).isEqualTo(task.taskId());
            assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
            assertThat((Object) template.receive(VIDEOS, 50)).isNull();
            assertThat((Object) template.receiveNoWait(VIDEOS)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {byte[].class, InputStream.class})
    void aVideoThatAConsumerTemplateCannotConvertIsEmittedAgain(Class<?> type) throws Exception {
        gateway.emulator().every(Call.DOWNLOAD, Fault.status(404));
        VideoTask task = create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            assertThatThrownBy(() -> template.receiveBody(VIDEOS, 60_000, type))
                    .hasCauseInstanceOf(VideoDownloadException.class);
            assertThat(fixture.state(task)).isEqualTo(TaskState.COMPLETED);
            nothingIsHeld();

            gateway.emulator().clearScript();
            assertThat(template.receiveBody(VIDEOS, 60_000, byte[].class)).isNotEmpty();
            assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
            assertThat(fixture.now(task).attempts()).isEqualTo(2);
        }
    }

    @Test
    void aVideoThatIsConvertedInTheEndIsFinishedWith() throws Exception {
        gateway.emulator().every(Call.DOWNLOAD, Fault.status(404));
        VideoTask task = create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            Exchange exchange = template.receive(VIDEOS, 60_000);
            assertThatThrownBy(() -> exchange.getIn().getBody(byte[].class))
                    .hasCauseInstanceOf(VideoDownloadException.class);
            gateway.emulator().clearScript();

            assertThat(exchange.getIn().getBody(byte[].class)).isNotEmpty();
            template.doneUoW(exchange);

            assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        }
    }

    @Test
    void aConsumerTemplateTakesOneVideoAtATime() throws Exception {
        create(node, "adverts");
        create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            Exchange first = template.receive(VIDEOS, 60_000);
            Exchange second = template.receive(VIDEOS, 60_000);

            assertThat(first.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID))
                    .isNotEqualTo(second.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
            template.doneUoW(first);
            template.doneUoW(second);
        }
        assertThat(fixture.tasks().counts()).containsExactly(Map.entry(TaskState.DELIVERED, 2L));
    }

    @Test
    void aFailedTaskIsAnExchangeWithItsExceptionAndFinishedWith() throws Exception {
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe prompt"));
        VideoTask task = create(node, "adverts");
        try (var template = node.createConsumerTemplate()) {
            assertThatThrownBy(() -> template.receiveBody(VIDEOS, 60_000))
                    .hasRootCauseInstanceOf(VideoTaskFailedException.class);
        }
        assertThat(fixture.state(task)).isEqualTo(TaskState.DELIVERED);
        nothingIsHeld();
    }

    @Test
    void whoWaitsForEverIsLetGoWhenTheContextStops() throws Exception {
        ContextThreads threads = ContextThreads.of(node);
        try (var template = node.createConsumerTemplate()) {
            CompletableFuture<Object> waiting =
                    CompletableFuture.supplyAsync(() -> template.receive("gemini-omni:adverts?delay=60000") == null);
            await().until(() -> !threads.alive("GeminiOmniReceive[adverts]").isEmpty());

            node.stop();

            assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(true);
        }
    }
}
