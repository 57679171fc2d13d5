package io.geminiomni.camel.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.TestThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsOnDemandTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger threadsMissing = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final RoundsOnDemand demand = new RoundsOnDemand(
            new RoundsOnDemand.Round() {
                @Override
                public void poll() {
                    rounds.incrementAndGet();
                    RuntimeException failed = failure.get();
                    if (failed != null) {
                        throw failed;
                    }
                }

                @Override
                public void abandon() {
                    abandoned.incrementAndGet();
                }
            },
            this::execute,
            Duration.ofMillis(1),
            new TestThreads());

    private void execute(Runnable work) {
        if (threadsMissing.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        thread.execute(work);
    }

    @AfterEach
    void end() {
        demand.close();
        thread.shutdownNow();
    }

    @Test
    void oneRoundIsDoneForWhoDoesNotWait() {
        demand.request();

        await().until(() -> demand.done() == 1 && abandoned.get() == 1);
        assertThat(rounds).hasValue(1);
    }

    @Test
    void thereAreRoundsForAsLongAsSomebodyWaits() throws Exception {
        demand.enter();
        for (int i = 0; i < 3; i++) {
            demand.await(demand.done(), LONG);
        }
        demand.leave();

        assertThat(rounds.get()).isGreaterThanOrEqualTo(3);
        await().until(() -> abandoned.get() == 1);
    }

    @Test
    void aRoundGoesOnToItsEndAlsoIfItsLastCallerHasLeft() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        List<String> what = new CopyOnWriteArrayList<>();
        RoundsOnDemand.Round slow = new RoundsOnDemand.Round() {
            @Override
            public void poll() throws InterruptedException {
                begun.countDown();
                answered.await();
                what.add("answered");
            }

            @Override
            public void abandon() {
                what.add("abandoned");
            }
        };
        RoundsOnDemand rounds = new RoundsOnDemand(slow, thread, LONG, new TestThreads());
        rounds.enter();
        begun.await();

        rounds.leave();
        answered.countDown();

        await().untilAsserted(() -> assertThat(what).containsExactly("answered", "abandoned"));
    }

    @Test
    void aFailureIsThrownToWhoWaits() {
        failure.set(new IllegalStateException("away"));
        demand.enter();

        assertThatThrownBy(() -> demand.await(demand.done(), LONG)).hasMessage("away");

        demand.leave();
    }

    @Test
    void aFailureThatNobodyWaitedForIsThrownToTheNextOnce() {
        failure.set(new IllegalStateException("away"));
        demand.request();
        await().until(() -> demand.done() == 1);

        assertThatThrownBy(demand::throwNewFailure).hasMessage("away");
        demand.throwNewFailure();
    }

    @Test
    void whoWaitsGetsARoundAsSoonAsThereIsAThreadForIt() throws Exception {
        threadsMissing.set(2);
        demand.enter();

        demand.await(0, Duration.ofMillis(1));
        demand.await(0, Duration.ofMillis(1));
        demand.await(0, Duration.ofSeconds(10));

        assertThat(demand.done()).isPositive();
        demand.leave();
    }

    @Test
    void aRoundThatIsInterruptedWhileNobodyWaitsGivesUpItsPolls() {
        RoundsOnDemand interrupted = new RoundsOnDemand(
                new RoundsOnDemand.Round() {
                    @Override
                    public void poll() throws InterruptedException {
                        rounds.incrementAndGet();
                        throw new InterruptedException("while it waits for answers");
                    }

                    @Override
                    public void abandon() {
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        abandoned.incrementAndGet();
                    }
                },
                thread,
                Duration.ofMillis(1),
                new TestThreads());

        interrupted.request();

        await().until(() -> abandoned.get() == 1);
        interrupted.request();
        await().until(() -> rounds.get() == 2);
        interrupted.close();
    }

    @Test
    void whoWaitsIsLetGoWhenItIsClosed() throws Exception {
        RoundsOnDemand closed = new RoundsOnDemand(
                new RoundsOnDemand.Round() {
                    @Override
                    public void poll() {
                        rounds.incrementAndGet();
                    }

                    @Override
                    public void abandon() {}
                },
                thread,
                LONG,
                new TestThreads());
        closed.close();

        closed.await(0, LONG);

        assertThat(rounds).hasValue(0);
    }
}
