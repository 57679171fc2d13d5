package io.geminiomni.camel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadPoolsTest {
    /** More than Camel's pools take by default. */
    private static final int MANY = 1300;

    private final CamelContext context = new DefaultCamelContext();
    private final ThreadPools threads = new ThreadPools(context);

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void whatFindsNoFreeThreadWaitsAndIsNotRunByWhoBringsIt() {
        ExecutorService pool = threads.pool(this, "pool", 2);
        CountDownLatch go = new CountDownLatch(1);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        AtomicInteger done = new AtomicInteger();

        for (int i = 0; i < MANY; i++) {
            pool.execute(() -> {
                used.add(Thread.currentThread());
                awaitQuietly(go);
                done.incrementAndGet();
            });
        }

        assertThat(done).hasValue(0);
        go.countDown();
        await().untilAsserted(() -> assertThat(done).hasValue(MANY));
        assertThat(used).hasSize(2).doesNotContain(Thread.currentThread());
    }

    @Test
    void whatComesAfterTheShutdownIsRefused() {
        ExecutorService pool = threads.pool(this, "pool", 1);
        ScheduledExecutorService scheduled = threads.timer(this, "scheduled");
        context.getExecutorServiceManager().shutdown(pool);
        context.getExecutorServiceManager().shutdown(scheduled);

        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> scheduled.schedule(() -> {}, 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void anyNumberOfTimesCanBeSet() {
        ScheduledExecutorService scheduled = threads.timer(this, "scheduled");

        for (int i = 0; i < MANY; i++) {
            assertThat(scheduled.schedule(() -> {}, 1, TimeUnit.HOURS).isDone()).isFalse();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
