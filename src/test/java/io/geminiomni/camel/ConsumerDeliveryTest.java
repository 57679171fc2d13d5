package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route does with its exchange, and what becomes of the task by that. */
class ConsumerDeliveryTest extends ConsumerTestSupport {
    private final ConcurrentLinkedQueue<Exchange> seen = new ConcurrentLinkedQueue<>();

    private static RouteBuilder route(RouteConsumer routes) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.configure(this);
            }
        };
    }

    @FunctionalInterface
    private interface RouteConsumer {
        void configure(RouteBuilder routes) throws Exception;
    }

    @Test
    void aVideoWhoseRouteFailsComesAgainAfterASecondAsItsSecondAttempt() throws Exception {
        List<Long> times = new java.util.concurrent.CopyOnWriteArrayList<>();
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?" + FAST)
                .process(exchange -> {
                    times.add(System.nanoTime());
                    seen.add(exchange);
                })
                .filter(exchange -> times.size() == 1)
                .throwException(new IllegalStateException("the first attempt fails"))));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(seen)
                .extracting(exchange -> exchange.getIn().getHeader(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT))
                .containsExactly(1, 2);
        assertThat(TimeUnit.NANOSECONDS.toMillis(times.get(1) - times.get(0))).isBetween(1000L, 4000L);
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void aHandledExceptionCountsAsDone() throws Exception {
        CamelContext node = fixture.node(route(routes -> {
            routes.onException(IllegalStateException.class).handled(true).process(seen::add);
            routes.from("gemini-omni:adverts?" + FAST).throwException(new IllegalStateException("handled"));
        }));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(seen).hasSize(1);
    }

    @Test
    void anExchangeThatIsMarkedForRollbackHasNotTakenItsVideo() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?" + FAST)
                .choice()
                .when(exchange -> attempts.incrementAndGet() == 1)
                .markRollbackOnly()
                .end()));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(attempts).hasValue(2);
        assertThat(fixture.now(task).attempts()).isEqualTo(2);
    }

    @Test
    void anExchangeOfWhichOnlyTheLastRouteIsRolledBackHasNotTakenItsVideoEither() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?" + FAST)
                .choice()
                .when(exchange -> attempts.incrementAndGet() == 1)
                .markRollbackOnlyLast()
                .end()));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void redeliveryWithinTheRouteIsOneAttempt() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CamelContext node = fixture.node(route(routes -> {
            routes.onException(IllegalStateException.class)
                    .maximumRedeliveries(3)
                    .redeliveryDelay(1);
            routes.from("gemini-omni:adverts?" + FAST).process(exchange -> {
                if (tries.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
            });
        }));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(tries).hasValue(3);
        assertThat(fixture.now(task).attempts()).isEqualTo(1);
    }

    @Test
    void aRouteThatRejectsWhileNothingStopsHasFailedAndIsCounted() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CamelContext node =
                fixture.node(route(routes -> routes.from("gemini-omni:adverts?maxDeliveryAttempts=1&" + FAST)
                        .process(exchange -> {
                            attempts.incrementAndGet();
                            throw new RejectedExecutionException("too busy, as a throttler says it");
                        })));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.PARKED);
        assertThat(attempts).hasValue(1);
        assertThat(fixture.now(task).errorMessage()).contains("RejectedExecutionException");
    }

    @Test
    void anExceptionHandlerThatThrowsDoesNotHoldUpTheNextVideo() throws Exception {
        ExceptionHandler broken = ConsumerFixture.handler((exchange, exception) -> {
            throw new IllegalStateException("the handler is broken", exception);
        });
        CamelContext node =
                fixture.prepare(route(routes -> routes.from("gemini-omni:adverts?exceptionHandler=#broken&" + FAST)
                        .process(seen::add)));
        node.getRegistry().bind("broken", broken);
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe"), Timeline.immediate());
        node.start();

        VideoTask failed = create(node, "adverts");
        becomes(failed, TaskState.DELIVERED);
        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void aFailedTaskGoesToTheExceptionHandlerOnce() throws Exception {
        ConcurrentLinkedQueue<Throwable> handled = new ConcurrentLinkedQueue<>();
        ExceptionHandler handler = ConsumerFixture.handler((exchange, exception) -> {
            handled.add(exception);
            seen.add(exchange);
        });
        CamelContext node =
                fixture.prepare(route(routes -> routes.from("gemini-omni:adverts?exceptionHandler=#handler&" + FAST)
                        .to("mock:videos")));
        node.getRegistry().bind("handler", handler);
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe prompt"));
        node.start();

        VideoTask task = create(node, "adverts", Map.of("customer", "C-17"));

        becomes(task, TaskState.DELIVERED);
        assertThat(handled).singleElement().isInstanceOf(VideoTaskFailedException.class);
        assertThat(seen.element().getIn().getHeader("customer")).isEqualTo("C-17");
        MockEndpoint.resolve(node, "mock:videos").expectedMessageCount(0);
        MockEndpoint.assertIsSatisfied(node);
    }

    @Test
    void withBridgeErrorHandlerAFailedTaskGoesToOnExceptionWithAllItsHeaders() throws Exception {
        CamelContext node = fixture.node(route(routes -> {
            routes.onException(VideoTaskFailedException.class).handled(true).process(seen::add);
            routes.from("gemini-omni:adverts?bridgeErrorHandler=true&" + FAST).to("mock:videos");
        }));
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe prompt"));

        VideoTask task = create(node, "adverts", Map.of("customer", "C-17"));

        becomes(task, TaskState.DELIVERED);
        assertThat(seen).hasSize(1);
        var message = seen.element().getIn();
        assertThat(message.getHeaders())
                .containsEntry("customer", "C-17")
                .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, task.taskId())
                .containsEntry(GeminiOmniConstants.HEADER_STATUS, "failed")
                .containsEntry(GeminiOmniConstants.HEADER_ERROR_MESSAGE, "unsafe prompt")
                .containsEntry(GeminiOmniConstants.HEADER_ERROR_CATEGORY, "moderation")
                .containsEntry(GeminiOmniConstants.HEADER_CHANNEL, "adverts")
                .containsEntry(GeminiOmniConstants.HEADER_PROGRESS, 0)
                .containsEntry(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT, 1);
        assertThat(seen.element().getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class))
                .isInstanceOf(VideoTaskFailedException.class)
                .hasMessageContaining(task.taskId())
                .hasMessageContaining("unsafe prompt");
    }

    @Test
    void withEmitFailuresAFailedTaskIsAnOrdinaryExchangeAndReportedOnceEvenWhenTheRouteFails() throws Exception {
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?emitFailures=true&" + FAST)
                .process(seen::add)
                .throwException(new IllegalStateException("the report cannot be taken"))));
        gateway.emulator().nextTasks(Timeline.immediate().failed("unsafe prompt"));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(seen).hasSize(1);
        assertThat(seen.element().getIn().getHeader(GeminiOmniConstants.HEADER_STATUS))
                .isEqualTo("failed");
        assertThat(seen.element().getIn().getBody()).isInstanceOf(VideoTask.class);
        assertThat(seen.element().getIn().getBody(String.class)).isEqualTo(task.taskId());
    }

    @Test
    void aRouteThatRemovesAllHeadersAndItsBodyStillAcknowledgesItsTask() throws Exception {
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?" + FAST)
                .removeHeaders("*")
                .removeProperties("*")
                .setBody(routes.constant("gone"))));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
    }

    @Test
    void asynchronousRoutesTakeNoMoreAtOnceThanConcurrentConsumers() throws Exception {
        AtomicInteger inRoute = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CamelContext node =
                fixture.node(route(routes -> routes.from("gemini-omni:adverts?concurrentConsumers=2&" + FAST)
                        .process(exchange -> most.accumulateAndGet(inRoute.incrementAndGet(), Math::max))
                        .delay(60)
                        .asyncDelayed()
                        .threads(4)
                        .process(exchange -> inRoute.decrementAndGet())
                        .process(seen::add)));
        for (int i = 0; i < 10; i++) {
            create(node, "adverts");
        }

        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts("adverts")).containsExactly(Map.entry(TaskState.DELIVERED, 10L)));
        assertThat(most).hasValue(2);
        assertThat(seen).hasSize(10);
    }

    @Test
    void aSlowRouteDoesNotHoldUpTheAsking() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        Semaphore mayGo = new Semaphore(0);
        CamelContext node = fixture.node(
                route(routes -> routes.from("gemini-omni:adverts?" + FAST).process(exchange -> {
                    entered.countDown();
                    mayGo.acquire();
                })));
        create(node, "adverts");
        assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();

        for (int i = 0; i < 5; i++) {
            create(node, "adverts");
        }

        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts("adverts")).containsExactly(Map.entry(TaskState.COMPLETED, 6L)));
        mayGo.release(100);
        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts("adverts")).containsExactly(Map.entry(TaskState.DELIVERED, 6L)));
    }

    /** Camel's producer hands the completion over to a copy first, which is lost if the queue is full: the lease was renewed for ever. */
    @ParameterizedTest
    @CsvSource({"default, PARKED", "none, PARKED", "handled, DELIVERED", "caught, PARKED"})
    void aVideoThatASedaQueueDoesNotTakeEndsAsItsExchangeDoes(String handling, TaskState expected) throws Exception {
        CamelContext node = fixture.prepare(route(routes -> {
            switch (handling) {
                case "none" -> routes.errorHandler(routes.noErrorHandler());
                case "handled" ->
                    routes.onException(IllegalStateException.class)
                            .handled(true)
                            .process(seen::add);
                default -> {}
            }
            RouteDefinition videos = routes.from("gemini-omni:adverts?maxDeliveryAttempts=1&" + FAST)
                    .routeId("videos");
            if (handling.equals("caught")) {
                videos.doTry()
                        .to("seda:taken?size=1")
                        .doCatch(IllegalStateException.class)
                        .process(seen::add)
                        .end();
            } else {
                videos.to("seda:taken?size=1");
            }
            routes.from("seda:taken?size=1").routeId("taken").autoStartup(false).process(exchange -> {});
        }));
        node.start();

        for (int i = 0; i < 3; i++) {
            create(node, "adverts");
        }

        await().untilAsserted(() -> assertThat(fixture.tasks().counts("adverts"))
                .containsOnly(Map.entry(TaskState.COMPLETED, 1L), Map.entry(expected, 2L)));
        node.getRouteController().startRoute("taken");
        await().untilAsserted(() -> assertThat(fixture.tasks().counts("adverts").getOrDefault(TaskState.COMPLETED, 0L))
                .isZero());
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    /** The copy that was queued at last cannot acknowledge the video. */
    @Test
    void aVideoThatASedaQueueTakesAtASecondAttemptIsEmittedAgain() throws Exception {
        CamelContext node = fixture.prepare(route(routes -> {
            routes.errorHandler(
                    routes.defaultErrorHandler().maximumRedeliveries(-1).redeliveryDelay(50));
            routes.from("gemini-omni:adverts?concurrentConsumers=2&" + FAST)
                    .routeId("videos")
                    .to("seda:taken?size=1");
            routes.from("seda:taken?size=1").routeId("taken").autoStartup(false).process(seen::add);
        }));
        node.start();
        create(node, "adverts");
        create(node, "adverts");
        await().until(() -> fixture.tasks().counts("adverts").equals(Map.of(TaskState.COMPLETED, 2L)));

        node.getRouteController().startRoute("taken");

        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts("adverts")).containsExactly(Map.entry(TaskState.DELIVERED, 2L)));
        assertThat(seen).hasSizeBetween(2, 3);
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    /** The refusal of another queue is not that of the queue that has taken the video. */
    @Test
    void aVideoThatWaitsInASedaQueueIsNotFinishedBecauseAnotherQueueIsFull() throws Exception {
        CamelContext node = fixture.prepare(route(routes -> {
            routes.from("gemini-omni:adverts?" + FAST)
                    .to("seda:work")
                    .doTry()
                    .to("seda:audit?size=1")
                    .doCatch(IllegalStateException.class)
                    .process(seen::add)
                    .end();
            routes.from("seda:work").routeId("work").autoStartup(false).process(exchange -> {
                throw new IllegalStateException("the work fails");
            });
            routes.from("seda:audit?size=1").routeId("audit").autoStartup(false).process(exchange -> {});
        }));
        node.start();
        create(node, "adverts");
        create(node, "adverts");
        await().until(() -> !seen.isEmpty());

        node.getRouteController().startRoute("work");

        await().untilAsserted(() ->
                assertThat(fixture.tasks().counts("adverts")).containsExactly(Map.entry(TaskState.COMPLETED, 2L)));
        assertThat(fixture.tasks().counts("adverts")).doesNotContainKey(TaskState.DELIVERED);
    }

    /** The queue of a queue. */
    @Test
    void aVideoThatTheSecondOfTwoQueuesDoesNotTakeHasFailed() throws Exception {
        CamelContext node = fixture.prepare(route(routes -> {
            routes.from("gemini-omni:adverts?maxDeliveryAttempts=1&" + FAST).to("seda:first");
            routes.from("seda:first").to("seda:second?size=1");
            routes.from("seda:second?size=1")
                    .routeId("second")
                    .autoStartup(false)
                    .process(exchange -> {});
        }));
        node.start();
        create(node, "adverts");
        create(node, "adverts");

        await().untilAsserted(() -> assertThat(fixture.tasks().counts("adverts"))
                .containsOnly(Map.entry(TaskState.COMPLETED, 1L), Map.entry(TaskState.PARKED, 1L)));
    }

    /** What fails after the copy was queued is not its failure: the copy acknowledges the video. */
    @Test
    void aVideoThatASedaQueueHasTakenIsAcknowledgedByItsConsumer() throws Exception {
        CamelContext node = fixture.node(route(routes -> {
            routes.from("gemini-omni:adverts?maxDeliveryAttempts=1&" + FAST)
                    .to("seda:taken")
                    .throwException(new IllegalStateException("after the queue"));
            routes.from("seda:taken").process(seen::add);
        }));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(seen).hasSize(1);
    }

    /** A circuit breaker suspends the consumer before its exchange ends, which was taken for a stop: the attempt did not count. */
    @Test
    void aTimeOutOfASocketCountsAsAnAttemptAlsoWithACircuitBreaker() throws Exception {
        CamelContext node =
                fixture.node(route(routes -> routes.from("gemini-omni:adverts?maxDeliveryAttempts=2&" + FAST)
                        .routePolicy(new ThrottlingExceptionRoutePolicy(1, 60_000, 100, null))
                        .process(exchange -> {
                            seen.add(exchange);
                            throw new SocketTimeoutException("Read timed out");
                        })));

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.PARKED);
        assertThat(seen).hasSize(2);
    }

    @Test
    void whatComesOutIsTheVideoItsFactsAndItsHeaders() throws Exception {
        CamelContext node = fixture.node(route(routes -> routes.from("gemini-omni:adverts?" + FAST)
                .process(exchange -> {
                    exchange.setProperty("bytes", exchange.getIn().getBody(byte[].class));
                    exchange.setProperty("text", exchange.getIn().getBody(String.class));
                    seen.add(exchange);
                })));

        VideoTask task = create(node, "adverts", Map.of("customer", "C-17"));

        becomes(task, TaskState.DELIVERED);
        Exchange exchange = seen.element();
        GeneratedVideo video = exchange.getIn().getBody(GeneratedVideo.class);
        assertThat(exchange.getProperty("text")).isEqualTo(task.taskId());
        assertThat(video.url()).startsWith(gateway.baseUrl());
        assertThat(exchange.getProperty("bytes", byte[].class)).hasSizeGreaterThan(1000);
        assertThat(exchange.getIn().getHeaders())
                .containsEntry("customer", "C-17")
                .containsEntry(Exchange.FILE_NAME, task.taskId() + ".mp4")
                .containsEntry(GeminiOmniConstants.HEADER_TASK_ID, task.taskId())
                .containsEntry(GeminiOmniConstants.HEADER_STATUS, "completed")
                .containsEntry(GeminiOmniConstants.HEADER_PROGRESS, 100)
                .containsEntry(GeminiOmniConstants.HEADER_TASK_KEY, task.key())
                .containsEntry(GeminiOmniConstants.HEADER_DELIVERY_ATTEMPT, 1)
                .doesNotContainKeys(
                        GeminiOmniConstants.HEADER_VIDEO_URL,
                        GeminiOmniConstants.HEADER_ERROR_MESSAGE,
                        GeminiOmniConstants.HEADER_ERROR_CATEGORY,
                        GeminiOmniConstants.HEADER_LATE);
        assertThat(exchange.getFromRouteId()).isNotNull();
        assertThat(exchange.getProperty(ExchangePropertyKey.BATCH_SIZE)).isEqualTo(1);
        assertThat(exchange.getProperty(ExchangePropertyKey.BATCH_INDEX)).isEqualTo(0);
        assertThat(exchange.getProperty(ExchangePropertyKey.BATCH_COMPLETE)).isEqualTo(true);
        assertThat(gateway.emulator().requests(io.geminiomni.camel.emulator.Call.DOWNLOAD))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.toString()).doesNotContain("sk-test"));
    }
}
