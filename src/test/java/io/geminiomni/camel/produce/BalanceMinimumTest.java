package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.task.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceMinimumTest {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final BalanceMinimum balance =
            new BalanceMinimum(BigDecimal.ONE, KEPT, this::answer, clock, new TestThreads());

    private Balance answer() {
        asked.incrementAndGet();
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Balance(
                new Balance.Account(BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.TEN),
                new Balance.Key("key", BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.TEN, true));
    }

    @Test
    void thoseWhoComeWhileItIsAskedForShareTheAnswer() throws Exception {
        List<Thread> creates =
                IntStream.range(0, 20).mapToObj(i -> new Thread(balance::check)).toList();
        creates.forEach(Thread::start);
        await().until(() -> creates.stream().allMatch(BalanceMinimumTest::waits));

        answered.countDown();

        for (Thread create : creates) {
            create.join();
        }
        assertThat(asked).hasValue(1);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.BLOCKED;
    }

    @Test
    void itsAgeCountsFromWhenItArrived() throws Exception {
        Thread create = new Thread(balance::check);
        create.start();
        await().until(() -> waits(create));
        clock.advance(Duration.ofSeconds(40));
        answered.countDown();
        create.join();

        clock.advance(Duration.ofSeconds(29));
        balance.check();
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofSeconds(2));
        balance.check();
        assertThat(asked).hasValue(2);
    }
}
