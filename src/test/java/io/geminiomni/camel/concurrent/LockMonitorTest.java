package io.geminiomni.camel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LockMonitorTest {
    private final Monitor monitor = new LockMonitor();
    private int guarded;

    @Test
    void oneThreadIsInsideAtATimeAndMayEnterAgain() throws Exception {
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    for (int k = 0; k < 10_000; k++) {
                        monitor.run(() -> guarded = monitor.get(() -> guarded) + 1);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(monitor.<Integer>get(() -> guarded)).isEqualTo(80_000);
    }

    @Test
    void allWhoWaitLookAtTheirConditionsAfterASignal() throws Exception {
        List<FutureTask<Integer>> waiting = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            int least = i;
            FutureTask<Integer> task = new FutureTask<>(
                    () -> monitor.<Integer>await(() -> guarded >= least, Duration.ofMinutes(1), () -> guarded));
            waiting.add(task);
            Thread thread = new Thread(task);
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        change(1);
        assertThat(waiting.get(0).get()).isEqualTo(1);
        assertThat(waiting.get(1).isDone()).isFalse();
        change(2);
        assertThat(waiting.get(1).get()).isEqualTo(2);
    }

    private void change(int value) {
        monitor.run(() -> {
            guarded = value;
            monitor.signalAll();
        });
    }

    @Test
    void whoeverWaitsInVainGoesOnWhenTheTimeIsOver() throws Exception {
        assertThat(monitor.<Integer>await(() -> false, Duration.ofMillis(10), () -> guarded))
                .isZero();
        assertThat(monitor.<Integer>await(() -> false, Duration.ofMillis(-1), () -> guarded))
                .isZero();
    }

    @Test
    void anInterruptEndsAWaitAndNoOtherEntry() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(monitor.<Integer>await(() -> true, Duration.ofMinutes(1), () -> guarded))
                .isZero();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        assertThatThrownBy(() -> monitor.await(() -> false, Duration.ofMinutes(1), () -> guarded))
                .isInstanceOf(InterruptedException.class);

        monitor.run(() -> guarded++);
        assertThat(guarded).isEqualTo(1);
    }
}
