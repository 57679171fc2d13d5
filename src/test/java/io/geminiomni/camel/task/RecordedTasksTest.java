package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clock of the tests waits for what is on its way. */
class RecordedTasksTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final AtomicLong questions = new AtomicLong();
    private final VideoTaskRepository tasks =
            RecordedTasks.asked(new InMemoryVideoTaskRepository(clock), clock, taskId -> questions.get());

    @Test
    void anAnswerIsRecordedAtTheTimeAtWhichItWasOnItsWay() {
        submit("k");
        LeasedTask asked = claimToAsk().get(0);
        Thread test = Thread.currentThread();
        CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> {
            await().until(() -> test.getState() == Thread.State.TIMED_WAITING);
            release(asked, INTERVAL);
        });

        clock.advance(INTERVAL);

        assertThat(answer).isDone();
        assertThat(claimToAsk()).as("due an interval after its answer").hasSize(1);
    }

    @Test
    void aRequestIsOnItsWayUntilItsOutcomeIsRecorded() {
        Submission submission = Samples.submission("k");
        tasks.begin(submission);
        assertThat(clock.isAtRest()).isFalse();

        tasks.record(submission, Samples.accepted("task-k"), Duration.ZERO);
        assertThat(clock.isAtRest()).isTrue();
    }

    @Test
    void aTaskThatSomebodyWaitsForIsOnItsWayWhileItIsAskedFor() {
        submit("k");
        LeasedTask watched = tasks.claim(Samples.CHANNEL, "k", "owner", MINUTE).orElseThrow();
        assertThat(clock.isAtRest()).isTrue();

        questions.incrementAndGet();
        assertThat(clock.isAtRest()).isFalse();

        tasks.update(List.of(LeaseUpdate.keep(watched.lease(), watched.task())));
        assertThat(clock.isAtRest()).isTrue();
    }

    @Test
    void aVideoIsOnItsWayUntilItIsAcknowledged() {
        submit("k");
        LeasedTask asked = claimToAsk().get(0);
        VideoTask completed = asked.task().become(TaskState.COMPLETED).build();
        tasks.update(List.of(LeaseUpdate.keep(asked.lease(), completed)));
        assertThat(clock.isAtRest()).isFalse();

        VideoTask delivered = completed.become(TaskState.DELIVERED).build();
        tasks.update(List.of(LeaseUpdate.end(asked.lease(), delivered)));
        assertThat(clock.isAtRest()).isTrue();
    }

    @Test
    void aLeaseThatWasLostIsNotWaitedFor() {
        submit("k");
        LeasedTask paused = claimToAsk().get(0);

        clock.leap(MINUTE);
        LeasedTask taken = claimToAsk().get(0);
        release(paused, INTERVAL);
        assertThat(clock.isAtRest()).as("another has it").isFalse();

        release(taken, INTERVAL);
        assertThat(clock.isAtRest()).isTrue();
    }

    @Test
    void aThreadThatHasRecordedSomethingIsWaitedForUntilItRests() throws Exception {
        submit("k");
        LeasedTask asked = claimToAsk().get(0);
        AtomicLong afterwards = new AtomicLong();
        Thread test = Thread.currentThread();
        CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> {
            release(asked, INTERVAL);
            while (test.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            afterwards.set(clock.millis());
        });
        long before = clock.millis();

        clock.advance(INTERVAL);

        answer.get(1, TimeUnit.MINUTES);
        assertThat(afterwards).hasValue(before);
    }

    private void submit(String key) {
        Submission submission = Samples.submission(key);
        tasks.begin(submission);
        tasks.record(submission, Samples.accepted("task-" + key), Duration.ZERO);
    }

    private List<LeasedTask> claimToAsk() {
        return tasks.claim(Claim.toPoll(Samples.CHANNEL, Samples.BASE_URL, 10, "owner", MINUTE));
    }

    private void release(LeasedTask leased, Duration delay) {
        tasks.update(List.of(LeaseUpdate.release(leased.lease(), leased.task(), delay)));
    }
}
