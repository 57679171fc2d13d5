package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Housekeeping;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done again and again, after an {@link Error} in it. */
class ChoresTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final CamelContext context = new DefaultCamelContext();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        context.stop();
    }

    /** Of this method the first call breaks. */
    private VideoTaskRepository breaking(String name) {
        return StoreFaults.in(new InMemoryVideoTaskRepository(), (method, arguments) -> {
            if (method.getName().equals(name) && calls.incrementAndGet() == 1) {
                throw new StackOverflowError("in the store");
            }
        });
    }

    @Test
    void leasesAreRenewedAgain() {
        try (LeaseKeeper keeper = new LeaseKeeper(breaking("renew"), Duration.ofMillis(30), scheduler)) {
            keeper.hold(new Lease("record", "lease"));

            await().until(() -> calls.get() > 1);
        }
    }

    @Test
    void aLeaseWhoseTaskCouldNotBeWrittenIsRenewedNoLonger() {
        Lease lease = new Lease("record", "lease");
        try (LeaseKeeper keeper = new LeaseKeeper(breaking("update"), Duration.ofMinutes(1), scheduler)) {
            keeper.hold(lease);
            assertThatThrownBy(() -> keeper.update(List.of(release(lease)))).isInstanceOf(StackOverflowError.class);

            assertThat(keeper.holds(lease)).isFalse();
        }
    }

    @Test
    void repositoriesAreKeptInOrderAgain() {
        scheduler.scheduleWithFixedDelay(
                new Housekeeping(breaking("sweep"), Duration.ofMinutes(5), Duration.ofDays(7)),
                0,
                1,
                TimeUnit.MILLISECONDS);

        await().until(() -> calls.get() > 1);
    }

    @Test
    void aConsumerPollsAgain() throws Exception {
        try (ConsumerFixture fixture =
                new ConsumerFixture("http://127.0.0.1:1", Clock.systemUTC(), breaking("claim"))) {
            fixture.node(new RouteBuilder() {
                @Override
                public void configure() {
                    from("gemini-omni:adverts?initialDelay=0&delay=10").to("log:videos");
                }
            });

            await().until(() -> calls.get() > 1);
        }
    }

    private static LeaseUpdate release(Lease lease) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        VideoTask task = VideoTask.builder()
                .channel("adverts")
                .key("k")
                .fingerprint(request.fingerprint())
                .baseUrl("https://gateway.example")
                .account("a")
                .request(request)
                .submittedAt(Instant.EPOCH)
                .state(TaskState.COMPLETED)
                .build();
        return LeaseUpdate.release(lease, task, Duration.ZERO);
    }
}
