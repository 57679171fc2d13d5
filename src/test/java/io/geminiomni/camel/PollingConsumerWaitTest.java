package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.create;
import static io.geminiomni.camel.ConsumerFixture.leases;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody who asks for a video waits longer than he said. */
class PollingConsumerWaitTest extends ConsumerTestSupport {
    private static final String VIDEOS = "gemini-omni:adverts?delay=20";

    private final CountDownLatch answered = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newFixedThreadPool(20);
    private volatile boolean slow;
    private CamelContext node;
    private ConsumerTemplate template;

    @Override
    ConsumerFixture newFixture() {
        VideoTaskRepository tasks = StoreFaults.in(new InMemoryVideoTaskRepository(), (method, arguments) -> {
            if (slow
                    && method.getName().equals("claim")
                    && arguments[0] instanceof Claim claim
                    && claim.purpose() == Claim.Purpose.POLL) {
                answered.await();
            }
        });
        return new ConsumerFixture(gateway.baseUrl(), Clock.systemUTC(), tasks);
    }

    @BeforeEach
    void open() throws Exception {
        node = fixture.node();
        template = node.createConsumerTemplate();
    }

    @AfterEach
    void close() throws Exception {
        answered.countDown();
        template.close();
        callers.shutdownNow();
    }

    private CompletableFuture<Exchange> later(Supplier<Exchange> call) {
        return CompletableFuture.supplyAsync(call, callers);
    }

    @Test
    void whoDoesNotWaitIsAnsweredWhileTheGatewayIsBeingAsked() throws Exception {
        slow = true;

        for (int i = 0; i < 3; i++) {
            assertThat(later(() -> template.receiveNoWait(VIDEOS)).get(1, TimeUnit.MINUTES))
                    .isNull();
        }
    }

    @Test
    void whoDoesNotWaitGetsLaterWhatHeHadAskedFor() {
        create(node, "adverts");

        await().untilAsserted(() ->
                assertThat((Object) template.receiveNoWait(VIDEOS)).isNotNull());
    }

    @Test
    void eachOfManyCallersIsLetGoAfterHisTime() throws Exception {
        slow = true;

        List<CompletableFuture<Exchange>> all = IntStream.range(0, 20)
                .mapToObj(i -> later(() -> template.receive(VIDEOS, 50)))
                .toList();

        for (CompletableFuture<Exchange> one : all) {
            assertThat(one.get(1, TimeUnit.MINUTES)).isNull();
        }
    }

    @Test
    void eachOfManyCallersGetsAVideoOfHisOwn() throws Exception {
        IntStream.range(0, 20).forEach(i -> create(node, "adverts"));
        Set<Object> received = ConcurrentHashMap.newKeySet();

        List<CompletableFuture<Exchange>> all = IntStream.range(0, 20)
                .mapToObj(i -> later(() -> template.receive(VIDEOS, 60_000)))
                .toList();

        for (CompletableFuture<Exchange> one : all) {
            Exchange exchange = one.get(60, TimeUnit.SECONDS);
            received.add(exchange.getIn().getHeader(GeminiOmniConstants.HEADER_TASK_ID));
            template.doneUoW(exchange);
        }
        assertThat(received).hasSize(20);
        assertThat(fixture.tasks().counts("adverts")).isEqualTo(Map.of(TaskState.DELIVERED, 20L));
        await().untilAsserted(() -> assertThat(leases(node).size()).isZero());
    }

    @Test
    void whoWaitsIsToldWhyAllQuestionsFailed() {
        create(node, "adverts");
        gateway.emulator().every(Call.QUERY, Fault.status(503));

        assertThatThrownBy(() -> template.receive(VIDEOS, 60_000)).isInstanceOf(GatewayUnavailableException.class);
    }

    @Test
    void whoDoesNotWaitIsToldTheNextTime() {
        create(node, "adverts");
        gateway.emulator().every(Call.QUERY, Fault.status(503));

        await().untilAsserted(() -> assertThatThrownBy(() -> template.receiveNoWait(VIDEOS))
                .isInstanceOf(GatewayUnavailableException.class));
    }
}
