package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayHealthFaultTest {
    private final AtomicInteger jobs = new AtomicInteger();
    /** There is no memory for the thread of the first job. */
    private final ExecutorService pool =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                @Override
                public void execute(Runnable job) {
                    if (jobs.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    super.execute(job);
                }
            };

    private final class FewThreads implements Threads {
        @Override
        public ExecutorService pool(Object owner, String name, int threads) {
            return pool;
        }

        @Override
        public ScheduledExecutorService timer(Object owner, String name) {
            return new TestThreads().timer(owner, name);
        }
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    @Test
    void anAccountForWhoseQueryThereWasNoThreadIsQueriedLater() {
        MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        try (TestChannels channels = new TestChannels()) {
            Endpoint endpoint = channels.context().getEndpoint("direct:adverts");
            Channel channel = channels.channel("adverts", new InMemoryVideoTaskRepository());
            GatewayHealthCheck check = new GatewayHealthCheck(
                    "gemini-omni",
                    () -> List.of(new ChannelHealthCheck.Source(endpoint, channel)),
                    clock,
                    new FewThreads());

            HealthCheck.Result health = check.call(Map.of());
            clock.advance(Duration.ofSeconds(2));
            check.call(Map.of());

            assertThat(health.getState()).isEqualTo(HealthCheck.State.UNKNOWN);
            assertThat(health.getMessage().orElseThrow())
                    .contains("could not be queried", "unable to create native thread");
            assertThat(jobs).hasValue(2);
        }
    }
}
