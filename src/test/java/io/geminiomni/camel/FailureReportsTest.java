package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a task ends without a video, told in each way in which a route can be told of it. */
class FailureReportsTest extends ConsumerTestSupport {
    private final MutableClock clock = MutableClock.running();
    private final List<Exchange> told = new CopyOnWriteArrayList<>();

    /** How a task ends. */
    enum End {
        FAILED(Timeline.immediate().failed("The prompt was found unsafe"), "moderation", "The prompt was found unsafe"),
        FAILED_IN_CHINESE(Timeline.immediate().failed("图片下载失败"), "media-fetch", "图片下载失败"),
        CANCELLED(Timeline.immediate().ending("canceled", "stopped by hand"), "other", "stopped by hand"),
        EXPIRED(Timeline.immediate().ending("expired", "waited for too long"), "other", "waited for too long"),
        ABANDONED(Timeline.immediate().processing(1).stuck(), "abandoned", "The task did not end within PT72H");

        private final Timeline timeline;
        private final String category;
        private final String reason;

        End(Timeline timeline, String category, String reason) {
            this.timeline = timeline;
            this.category = category;
            this.reason = reason;
        }
    }

    /** Who is told. */
    enum Told {
        EXCEPTION_HANDLER("exceptionHandler=#handler"),
        ON_EXCEPTION("bridgeErrorHandler=true"),
        ROUTE("emitFailures=true");

        private final String options;

        Told(String options) {
            this.options = options;
        }
    }

    static Stream<Arguments> everyEndToEveryone() {
        return Stream.of(End.values()).flatMap(end -> Stream.of(Told.values()).map(who -> Arguments.of(end, who)));
    }

    @Override
    ConsumerFixture newFixture() {
        return new ConsumerFixture(gateway, clock);
    }

    @ParameterizedTest
    @MethodSource("everyEndToEveryone")
    void itIsToldOnceWithAllHeaders(End end, Told who) throws Exception {
        gateway.emulator().nextTasks(end.timeline);
        CamelContext node = node(who);

        VideoTask task = create(node, "adverts", Map.of("customer", "C-17", Exchange.FILE_NAME, "cat.mp4"));
        if (end == End.ABANDONED) {
            await().until(() -> fixture.now(task).polls() >= 10);
            clock.advance(Duration.ofDays(3));
        }

        becomes(task, TaskState.DELIVERED);
        assertThat(told).hasSize(1);
        assertHeaders(told.get(0).getMessage(), end, task);
        if (who == Told.ROUTE) {
            VideoTask body = told.get(0).getMessage().getBody(VideoTask.class);
            assertThat(body.state()).isEqualTo(TaskState.FAILED);
            assertThat(body.taskId()).isEqualTo(task.taskId());
        } else {
            assertFailure(told.get(0), end, task);
        }
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    private CamelContext node(Told who) throws Exception {
        CamelContext node = fixture.prepare(new RouteBuilder() {
            @Override
            public void configure() {
                onException(VideoTaskFailedException.class).handled(true).process(told::add);
                from("gemini-omni:adverts?" + FAST + "&" + who.options).process(told::add);
            }
        });
        node.getRegistry().bind("handler", ConsumerFixture.handler((exchange, exception) -> {
            exchange.setException(exception);
            told.add(exchange);
        }));
        node.start();
        return node;
    }

    private static void assertHeaders(Message message, End end, VideoTask task) {
        assertThat(message.getHeaders())
                .containsEntry("customer", "C-17")
                .containsEntry(Exchange.FILE_NAME, "cat.mp4")
                .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, task.taskId())
                .containsEntry(GeminiOmniConstants.HEADER_TASK_KEY, task.key())
                .containsEntry(GeminiOmniConstants.HEADER_TASK_MODEL, "Gemini-Omini")
                .containsEntry(GeminiOmniConstants.HEADER_CHANNEL, "adverts")
                .containsEntry(GeminiOmniConstants.HEADER_STATUS, "failed")
                .containsEntry(GeminiOmniConstants.HEADER_PROGRESS, 0)
                .containsEntry(GeminiOmniConstants.HEADER_CREATED_AT, task.createdAt())
                .containsEntry(GeminiOmniConstants.HEADER_ERROR_CATEGORY, end.category)
                .containsEntry(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT, 1)
                .containsKey(GeminiOmniConstants.HEADER_COMPLETED_AT)
                .doesNotContainKeys(
                        GeminiOmniConstants.HEADER_VIDEO_URL,
                        GeminiOmniConstants.HEADER_VIDEO_URL_EXPIRES,
                        GeminiOmniConstants.HEADER_DUPLICATE);
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_ERROR_MESSAGE, String.class))
                .startsWith(end.reason);
    }

    private static void assertFailure(Exchange exchange, End end, VideoTask task) {
        Exception exception = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                : exchange.getException();
        assertThat(exception)
                .isInstanceOf(VideoTaskFailedException.class)
                .hasMessageContaining("Task " + task.taskId() + " on channel adverts failed: " + end.reason)
                .hasMessageContaining("It was paid for when it was created");
        VideoTaskFailedException failure = (VideoTaskFailedException) exception;
        assertThat(failure.taskId()).isEqualTo(task.taskId());
        assertThat(failure.category()).isEqualTo(end.category);
        assertThat(failure.lastProgress()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "ABANDONED", mode = EnumSource.Mode.EXCLUDE)
    void anExchangeThatWaitsIsToldOnceWithItsHeaders(End end) throws Exception {
        gateway.emulator().nextTasks(end.timeline);
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                onException(VideoTaskFailedException.class).handled(true).process(told::add);
                from("direct:generate").to("gemini-omni:adverts?operation=generate");
            }
        });

        for (int time = 1; time <= 2; time++) {
            try (var template = node.createProducerTemplate()) {
                template.request("direct:generate", exchange -> {
                    exchange.getIn().setBody("a cat");
                    exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, "order-1");
                });
            }
            VideoTask task = fixture.tasks().find("adverts", "order-1").orElseThrow();
            assertThat(told).hasSize(time);
            Exchange exchange = told.get(time - 1);
            assertFailure(exchange, end, task);
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, task.taskId())
                    .containsEntry(GeminiOmniConstants.HEADER_STATUS, "failed")
                    .containsEntry(GeminiOmniConstants.HEADER_ERROR_MESSAGE, end.reason)
                    .containsEntry(GeminiOmniConstants.HEADER_ERROR_CATEGORY, end.category)
                    .containsEntry(GeminiOmniConstants.HEADER_DUPLICATE, time == 2);
            assertThat(task.state()).isEqualTo(TaskState.DELIVERED);
        }
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }
}
