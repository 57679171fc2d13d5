package io.geminiomni.camel.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.emit.VideoEmitter.Emission;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VideoEmitterTest {
    private static final int PROGRESS = -1;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Map<Integer, Runnable> inRoute = new java.util.concurrent.ConcurrentHashMap<>();
    private final Queue<Integer> emitted = new ConcurrentLinkedQueue<>();
    private final VideoEmitter emitter = new VideoEmitter(
            (emission, whenEnded) -> {
                int index = emission.isProgress() ? PROGRESS : emission.index();
                emitted.add(index);
                inRoute.put(index, whenEnded);
            },
            executor,
            2,
            new TestThreads());

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    private static Emission emission(int index) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        VideoTask task = VideoTask.builder()
                .channel("adverts")
                .key("k" + index)
                .fingerprint(request.fingerprint())
                .baseUrl("https://gateway.example")
                .account("a")
                .request(request)
                .submittedAt(Instant.EPOCH)
                .state(TaskState.COMPLETED)
                .build();
        return new Emission(new LeasedTask(task, new Lease("r" + index, "l"), task.submittedAt()), index, 10);
    }

    private void offer(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(emitter.offer(emission(i))).isTrue();
        }
    }

    @Test
    void noMoreThanItsConcurrencyAreInTheRouteAtOnce() {
        offer(5);

        await().until(() -> inRoute.size() == 2);
        assertThat(emitter.inRoute()).isEqualTo(2);
        assertThat(emitter.queued()).isEqualTo(3);

        inRoute.get(0).run();
        await().until(() -> inRoute.size() == 3);
        assertThat(emitter.inRoute()).isEqualTo(2);
    }

    private void fillTheRoute() {
        offer(2);
        await().until(() -> inRoute.size() == 2);
    }

    private static Emission progress(int index) {
        return Emission.progress(emission(index).leased().task());
    }

    /** A route that was slower than progress came got no video. */
    @Test
    void videosGoBeforeProgressWhichDoesNotCountAsAVideo() {
        fillTheRoute();
        emitter.offer(progress(5));
        emitter.offer(emission(2));

        assertThat(emitter.queued()).isEqualTo(1);
        assertThat(emitter.queuedProgress()).isEqualTo(1);
        assertThat(emitter.pending()).isEqualTo(4);
        inRoute.get(0).run();
        await().until(() -> inRoute.containsKey(2));
        assertThat(emitted).doesNotContain(PROGRESS);
        inRoute.get(1).run();
        await().until(() -> inRoute.containsKey(PROGRESS));
        assertThat(emitter.inRoute()).as("videos").isEqualTo(1);
        inRoute.get(PROGRESS).run();
        assertThat(emitter.pending()).isEqualTo(1);
    }

    @Test
    void theProgressOfATaskIsNotEmittedAfterItsVideo() {
        fillTheRoute();
        emitter.offer(progress(2));
        emitter.offer(progress(3));

        emitter.offer(emission(2));

        assertThat(emitter.queuedProgress()).isEqualTo(1);
    }

    @Test
    void leavingTwiceLeavesOnce() {
        offer(5);
        await().until(() -> inRoute.size() == 2);

        inRoute.get(0).run();
        inRoute.get(0).run();

        await().until(() -> inRoute.size() == 3);
        assertThat(emitter.inRoute()).isEqualTo(2);
    }

    @Test
    void closingGivesBackWhatIsNotInTheRoute() {
        offer(5);
        await().until(() -> inRoute.size() == 2);

        assertThat(emitter.close()).hasSize(3);

        assertThat(emitter.offer(emission(9))).isFalse();
        inRoute.get(0).run();
        inRoute.get(1).run();
        assertThat(emitter.inRoute()).isZero();
        assertThat(emitted).hasSize(2);
    }

    @Test
    void finishingEmitsWhatItHasAndTakesNothingMore() {
        offer(3);
        await().until(() -> inRoute.size() == 2);

        emitter.finish();

        assertThat(emitter.offer(emission(9))).isFalse();
        inRoute.get(0).run();
        await().until(() -> inRoute.size() == 3);
    }

    @Test
    void anEmissionThatThrowsLeavesTheRouteToTheOthers() {
        VideoEmitter throwing = new VideoEmitter(
                (emission, whenEnded) -> {
                    emitted.add(emission.index());
                    throw new IllegalStateException("no exchange could be made");
                },
                executor,
                1,
                new TestThreads());
        for (int i = 0; i < 5; i++) {
            throwing.offer(emission(i));
        }

        await().until(() -> emitted.size() == 5);
        await().until(() -> throwing.inRoute() == 0 && throwing.queued() == 0);
    }

    @Test
    void whatAnExecutorRefusesCanBeTakenBack() {
        executor.shutdownNow();

        assertThat(emitter.offer(emission(0))).isTrue();

        assertThat(emitter.close()).hasSize(1);
        assertThat(emitter.inRoute()).isZero();
    }

    @Test
    void whatFoundNoThreadIsEmittedWhenThereIsOne() {
        AtomicBoolean noThread = new AtomicBoolean(true);
        VideoEmitter starved = new VideoEmitter(
                (emission, whenEnded) -> {
                    emitted.add(emission.index());
                    whenEnded.run();
                },
                job -> {
                    if (noThread.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    job.run();
                },
                1,
                new TestThreads());
        starved.offer(emission(0));
        assertThat(starved.queued()).isEqualTo(1);

        noThread.set(false);
        starved.retry();

        assertThat(emitted).containsExactly(0);
        assertThat(starved.queued()).isZero();
    }

    @Test
    void whoWaitsForCapacityIsToldWhenThereIsSome() throws Exception {
        assertThat(emitter.awaitCapacity(Duration.ofSeconds(5)))
                .as("it was not full")
                .isFalse();
        fillTheRoute();
        assertThat(emitter.awaitCapacity(Duration.ofMillis(20)))
                .as("it stays full")
                .isFalse();

        FutureTask<Boolean> waiting = new FutureTask<>(() -> emitter.awaitCapacity(Duration.ofMinutes(1)));
        Thread waiter = new Thread(waiting);
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        executor.execute(inRoute.get(0));

        assertThat(waiting.get()).isTrue();
    }
}
