package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** {@code emitProgress}, what makes a task late, and the categories of failures, as a route sees them. */
class ProgressTest extends ConsumerTestSupport {
    private final List<Exchange> seen = new CopyOnWriteArrayList<>();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));

    private CamelContext node(String options) throws Exception {
        return fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                onException(VideoTaskFailedException.class).handled(true).process(seen::add);
                from("gemini-omni:adverts?" + FAST + "&" + options).process(seen::add);
            }
        });
    }

    @Test
    void eachChangeIsAnExchangeAndNoStateComesTwice() throws Exception {
        gateway.emulator().nextTasks(Timeline.immediate().queued(3).processing(6));
        CamelContext node = node("emitProgress=true");

        VideoTask task = create(node, "adverts", Map.of("customer", "C-1"));

        await().until(() ->
                !seen.isEmpty() && seen.get(seen.size() - 1).getMessage().getBody() instanceof GeneratedVideo);
        List<String> states = states();
        assertThat(states).doesNotHaveDuplicates().hasSizeGreaterThan(2).endsWith("completed 100");
        assertThat(states.get(0)).startsWith("processing");
        Exchange news = seen.get(0);
        assertThat(news.getMessage().getBody(VideoTask.class).taskId()).isEqualTo(task.taskId());
        assertThat(news.getMessage().getHeader("customer")).isEqualTo("C-1");
        assertThat(news.getMessage().getHeader(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT))
                .isNull();
        assertThat(news.getMessage().getHeader(Exchange.FILE_NAME)).isNull();
    }

    @Test
    void aGatewayThatTakesBackWhatItSaidAndSaysItAgainIsToldOfOnce() throws Exception {
        gateway.emulator()
                .nextTasks(Timeline.immediate()
                        .processing(2)
                        .queued(2)
                        .processing(2)
                        .queued(1)
                        .processing(2));
        CamelContext node = node("emitProgress=true");

        create(node, "adverts");

        await().until(() ->
                !seen.isEmpty() && seen.get(seen.size() - 1).getMessage().getBody() instanceof GeneratedVideo);
        assertThat(states()).doesNotHaveDuplicates().contains("queued 0").endsWith("completed 100");
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    private List<String> states() {
        return seen.stream()
                .map(exchange -> exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATUS) + " "
                        + exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_PROGRESS))
                .toList();
    }

    @Test
    void aRouteThatFailsOnNewsGetsTheVideoAllTheSame() throws Exception {
        gateway.emulator().nextTasks(Timeline.immediate().processing(3));
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?emitProgress=true&" + FAST).process(exchange -> {
                    seen.add(exchange);
                    if (exchange.getMessage().getBody() instanceof VideoTask) {
                        throw new IllegalStateException("no news, please");
                    }
                });
            }
        });

        VideoTask task = create(node, "adverts");

        await().until(() -> fixture.state(task) == io.geminiomni.camel.task.TaskState.DELIVERED);
        assertThat(seen.get(seen.size() - 1).getMessage().getHeader(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT))
                .isEqualTo(1);
    }

    @Test
    void withoutTheOptionThereIsNoNews() throws Exception {
        gateway.emulator().nextTasks(Timeline.immediate().processing(3));
        create(node("emitProgress=false"), "adverts");

        await().until(() -> !seen.isEmpty());
        assertThat(seen.get(0).getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
    }

    @Test
    void aTaskThatQueuesForTooLongIsLateByThat() throws Exception {
        assertThat(lateBy(Timeline.immediate().queued(Duration.ofDays(1)), "queueTimeout=60s", 61))
                .isEqualTo("queueTimeout");
    }

    @Test
    void aTaskThatStallsIsLateByThatAndOneThatQueuesAlike() throws Exception {
        assertThat(lateBy(Timeline.immediate().processing(1).stuck(), "stallTimeout=60s", 61))
                .isEqualTo("stallTimeout");
    }

    @Test
    void aTaskThatIsProcessedIsNotLateByItsQueue() throws Exception {
        assertThat(lateBy(Timeline.immediate().processing(1).stuck(), "queueTimeout=60s", 1801))
                .isEqualTo("taskTimeout");
    }

    private String lateBy(Timeline timeline, String options, long seconds) throws Exception {
        fixture = new ConsumerFixture(gateway, clock);
        gateway.emulator().nextTasks(timeline);
        CamelContext node = node(options);
        VideoTask task = create(node, "adverts", Map.of("customer", "C-1"));
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> fixture.now(task).polls() > 0);
        clock.advance(Duration.ofSeconds(seconds));
        await().until(() -> fixture.now(task).late());
        gateway.emulator().task(task.taskId()).complete();
        await().until(() -> {
            clock.advance(Duration.ofMillis(50));
            return !seen.isEmpty();
        });
        Message message = seen.get(0).getMessage();
        assertThat(message.getBody()).isInstanceOf(GeneratedVideo.class);
        assertThat(message.getHeader("customer")).isEqualTo("C-1");
        assertThat(gateway.emulator().creates()).isEqualTo(1);
        return message.getHeader(GeminiOmniConstants.HEADER_LATE, String.class);
    }

    @Test
    void aFailureHasItsCategoryAndAUserCanAddOne() throws Exception {
        gateway.emulator()
                .nextTasks(
                        Timeline.immediate().failed("包含敏感内容"),
                        Timeline.immediate().failed("The studio is closed"));
        CamelContext node = node("bridgeErrorHandler=true&failureCategory.studio=RAW(studio.*closed)");

        create(node, "adverts");
        create(node, "adverts");

        await().until(() -> seen.size() == 2);
        assertThat(seen)
                .extracting(exchange -> exchange.getProperty(Exchange.EXCEPTION_CAUGHT, VideoTaskFailedException.class)
                        .category())
                .containsExactlyInAnyOrder("moderation", "studio");
        assertThat(seen)
                .extracting(exchange -> exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_ERROR_CATEGORY))
                .containsExactlyInAnyOrder("moderation", "studio");
        assertThat(seen)
                .extracting(exchange -> exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                        .getMessage())
                .anyMatch(message -> message.contains("包含敏感内容"));
    }
}
