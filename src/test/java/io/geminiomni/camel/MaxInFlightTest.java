package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.VideoTaskTimeoutException;
import io.geminiomni.camel.emulator.EmulatedTask;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** {@code maxInFlight} and {@code blockWhenFull}. */
class MaxInFlightTest extends GeminiOmniTestSupport {
    private static final String REFUSING = "gemini-omni:adverts?maxInFlight=2";
    private static final String WAITING = "gemini-omni:adverts?maxInFlight=2&blockWhenFull=true";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?initialDelay=0&delay=20").to("mock:videos");
            }
        };
    }

    @Test
    void aRequestBeyondItIsRefusedUntilAVideoIsDone() {
        emulator().nextTasks(stuck(), stuck());
        send(REFUSING, "order-1");
        send(REFUSING, "order-2");

        Exchange refused = send(REFUSING, "order-3");

        assertThat(refused.getException())
                .isInstanceOf(GatewayThrottledException.class)
                .hasMessageContaining("adverts")
                .hasMessageContaining("maxInFlight allows, which is 2")
                .hasMessageContaining("no money was spent")
                .hasMessageContaining("blockWhenFull");
        assertThat(emulator().creates()).isEqualTo(2);
        assertThat(tasks.find("adverts", "order-3")).isEmpty();
        assertThat(send(REFUSING, "order-1").getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);

        emulator().tasks().iterator().next().complete();
        await().until(() -> tasks.counts("adverts").getOrDefault(TaskState.WAITING, 0L) == 1);
        assertThat(send(REFUSING, "order-3").getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(3);
    }

    @Test
    void ofManyAtOnceNoMoreAreSentThanThereIsRoomFor() throws Exception {
        emulator().nextTasks(IntStream.range(0, 20).mapToObj(i -> stuck()).toArray(Timeline[]::new));
        List<CompletableFuture<Exchange>> all = IntStream.range(0, 20)
                .mapToObj(i -> later(REFUSING, "order-" + i))
                .toList();
        for (CompletableFuture<Exchange> one : all) {
            one.get(1, TimeUnit.MINUTES);
        }

        assertThat(emulator().creates()).isEqualTo(2);
    }

    @Test
    void withBlockWhenFullItWaitsAndHoldsNoThread() throws Exception {
        emulator().nextTasks(IntStream.range(0, 200).mapToObj(i -> stuck()).toArray(Timeline[]::new));
        send(WAITING, "first");
        send(WAITING, "second");
        int threads = Thread.activeCount();

        List<CompletableFuture<Exchange>> waiting = IntStream.range(0, 100)
                .mapToObj(i -> offer(WAITING, "order-" + i))
                .toList();

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(Thread.activeCount()).isLessThan(threads + 50);
        assertThat(emulator().creates()).isEqualTo(2);

        emulator().tasks().forEach(EmulatedTask::complete);
        await().until(() -> waiting.stream().filter(CompletableFuture::isDone).count() == 2);
        assertThat(emulator().creates()).isEqualTo(4);
        assertThat(waiting.get(0).get(1, TimeUnit.MINUTES).getException()).isNull();
    }

    @Test
    void aRequestThatIsRefusedAfterItsWaitLeavesItsRoomToTheNext() throws Exception {
        emulator().nextTasks(stuck(), stuck());
        send(WAITING, "first");
        send(WAITING, "second");
        emulator().nextCreates(Fault.code("20002", "no such size"));
        CompletableFuture<Exchange> refused = offer(WAITING, "third");
        CompletableFuture<Exchange> next = offer(WAITING, "fourth");

        emulator().tasks().iterator().next().complete();

        assertThat(refused.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(GatewayRejectedException.class)
                .hasMessageContaining("no such size");
        assertThat(next.get(1, TimeUnit.MINUTES).getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(4);
        assertThat(emulator().accepted()).isEqualTo(3);
    }

    @Test
    void anExchangeThatCannotWaitForItsVideoAfterItsWaitForRoomIsToldSo() throws Exception {
        context.getRegistry().bind("failing", failingToLease());
        emulator().nextTasks(stuck(), stuck());
        send(WAITING, "first");
        send(WAITING, "second");
        CompletableFuture<Exchange> waiting = offer(
                "gemini-omni:adverts?operation=generate&maxInFlight=2&blockWhenFull=true&taskRepository=#failing",
                "third");

        emulator().tasks().iterator().next().complete();

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(VideoTaskTimeoutException.class)
                .satisfies(timeout -> assertThat(timeout.getSuppressed())
                        .singleElement()
                        .isInstanceOf(TaskStoreException.class)
                        .extracting(Throwable::getMessage)
                        .isEqualTo("the store is away"));
        assertThat(emulator().creates()).isEqualTo(3);
        assertThat(tasks.find("adverts", "third").orElseThrow().state()).isEqualTo(TaskState.WAITING);
    }

    /** The same tasks, none of which can be leased by its key. */
    private VideoTaskRepository failingToLease() {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("claim") && arguments[0] instanceof String) {
                        throw new TaskStoreException("the store is away", null);
                    }
                    return method.invoke(tasks, arguments);
                });
    }

    @Test
    void aContextThatStopsGivesUpWhatWaitsAndSendsNothing() throws Exception {
        emulator().nextTasks(stuck(), stuck());
        send(WAITING, "first");
        send(WAITING, "second");
        CompletableFuture<Exchange> waiting = offer(WAITING, "third");

        context.stop();

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not sent and nothing was paid")
                .hasMessageContaining("adverts");
        assertThat(emulator().creates()).isEqualTo(2);
        assertThat(tasks.counts("adverts")).isEqualTo(Map.of(TaskState.WAITING, 2L));
    }

    @Test
    void aRequestWhoseProducerIsStoppedWhileItWaitsIsNotSentAndLeavesItsRoom() throws Exception {
        emulator().nextTasks(stuck(), stuck());
        send(WAITING, "first");
        send(WAITING, "second");
        AsyncProducer producer = context.getEndpoint(WAITING).createAsyncProducer();
        producer.start();
        CompletableFuture<Exchange> waiting = offer(producer, "third");
        producer.stop();

        emulator().tasks().iterator().next().complete();

        assertThat(waiting.get(1, TimeUnit.MINUTES).getException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is stopped")
                .hasMessageContaining("nothing was paid");
        assertThat(emulator().creates()).isEqualTo(2);
        assertThat(send(REFUSING, "fourth").getException()).isNull();
    }

    private static Timeline stuck() {
        return Timeline.immediate().processing(1).stuck();
    }

    private Exchange send(String uri, String key) {
        return template.request(uri, exchange -> fill(exchange, key));
    }

    private CompletableFuture<Exchange> later(String uri, String key) {
        return template.asyncSend(uri, exchange -> fill(exchange, key));
    }

    /** Without a thread of the template's own. */
    private CompletableFuture<Exchange> offer(String uri, String key) {
        try {
            AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
            producer.start();
            return offer(producer, key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<Exchange> offer(AsyncProducer producer, String key) {
        Exchange exchange = producer.getEndpoint().createExchange();
        fill(exchange, key);
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        producer.process(exchange, doneSync -> done.complete(exchange));
        return done;
    }

    private static void fill(Exchange exchange, String key) {
        exchange.getIn().setBody("a cat");
        exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
    }
}
