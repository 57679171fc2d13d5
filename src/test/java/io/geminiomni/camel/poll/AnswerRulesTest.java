package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static io.geminiomni.camel.poll.PollSamples.completed;
import static io.geminiomni.camel.poll.PollSamples.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRulesTest {
    private final MutableClock clock = new MutableClock(NOON);
    private final MutableClock elapsed = new MutableClock(NOON);
    private final AnswerRules rules = new AnswerRules(
            new PollPolicy(
                    new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                    Duration.ofMinutes(30),
                    Duration.ofDays(3)),
            new LearnedTimes(),
            Elapsed.of(elapsed),
            new Random(1));
    private VideoTask task = PollSamples.submit(new InMemoryVideoTaskRepository(clock), "t-1");

    private Verdict told(TaskAnswer answer) {
        return judge(new PollResult.Answered(leased(), answer));
    }

    private Verdict failed(RuntimeException failure) {
        return judge(new PollResult.Failed(leased(), failure));
    }

    private Verdict judge(PollResult answer) {
        Verdict verdict = rules.judge(answer);
        task = verdict.task();
        return verdict;
    }

    private LeasedTask leased() {
        return new LeasedTask(task, new Lease("r", "l"), clock.instant());
    }

    @ParameterizedTest
    @CsvSource({"QUEUED, pending, queued", "PROCESSING, processing, processing", "UNKNOWN, dreaming, dreaming"})
    void aTaskThatHasNotEndedGoesOnWaiting(RemoteStatus status, String raw, String expected) {
        Verdict verdict = told(answer(status, raw));

        assertThat(verdict.task().state()).isEqualTo(TaskState.WAITING);
        assertThat(verdict.task().status()).isEqualTo(expected);
        assertThat(verdict.task().polls()).isEqualTo(1);
        assertThat(verdict.nextPoll()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Test
    void aCompletedTaskHasItsVideoAndAnEndOfItsTime() {
        clock.advance(Duration.ofMinutes(3));

        VideoTask ended = told(completed(NOON.plusSeconds(90))).task();

        assertThat(ended.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(ended.status()).isEqualTo("completed");
        assertThat(ended.progress()).isEqualTo(100);
        assertThat(ended.videoUrl()).isEqualTo(PollSamples.VIDEO_URL);
        assertThat(ended.completedAt()).isEqualTo(NOON.plusSeconds(90));
        assertThat(ended.videoUrlExpires()).isEqualTo(NOON.plusSeconds(90).plus(Duration.ofDays(3)));
        assertThat(ended.late()).isFalse();
    }

    @Test
    void aCompletedTaskWithoutATimeWasCompletedWhenWeSawIt() {
        clock.advance(Duration.ofMinutes(3));

        assertThat(told(completed(null)).task().completedAt()).isEqualTo(NOON.plus(Duration.ofMinutes(3)));
    }

    @Test
    void aCompletedTaskWithoutAUrlIsAskedForAgain() {
        Verdict verdict = told(answer(RemoteStatus.COMPLETED, "completed"));

        assertThat(verdict.task().state()).isEqualTo(TaskState.WAITING);
        assertThat(verdict.nextPoll()).isPositive();
        assertThat(verdict.task().errorMessage()).contains("no usable URL");
    }

    @Test
    void aFailedTaskSaysWhy() {
        VideoTask ended = told(new TaskAnswer(
                        "t-1", RemoteStatus.FAILED, "canceled", 40, null, null, null, null, "unsafe prompt", null))
                .task();

        assertThat(ended.state()).isEqualTo(TaskState.FAILED);
        assertThat(ended.progress()).isZero();
        assertThat(ended.errorMessage()).isEqualTo("unsafe prompt");
        assertThat(ended.errorCategory()).isEqualTo("moderation");
        assertThat(ended.completedAt()).isEqualTo(NOON);
    }

    @Test
    void aFailedTaskWithoutAReasonSaysThat() {
        assertThat(told(answer(RemoteStatus.FAILED, "expired")).task().errorMessage())
                .contains("no reason")
                .contains("expired");
    }

    @Test
    void aTaskIsLateAfterTaskTimeoutAndStillEmitted() {
        clock.advance(Duration.ofMinutes(30).plusSeconds(1));

        Verdict late = told(answer(RemoteStatus.PROCESSING, "processing"));
        VideoTask ended = told(completed(null)).task();

        assertThat(late.task().lateBy()).isEqualTo("taskTimeout");
        assertThat(late.nextPoll()).isEqualTo(Duration.ofSeconds(30));
        assertThat(ended.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(ended.lateBy()).isEqualTo("taskTimeout");
    }

    @Test
    void aTaskIsAbandonedAfterThreeDaysWhenThisProcessHasAskedForItTenTimesInAnHourAndMore() {
        clock.advance(Duration.ofDays(3));
        for (int i = 0; i < 12; i++) {
            assertThat(processing().state()).isEqualTo(TaskState.WAITING);
            elapsed.advance(Duration.ofMinutes(6));
        }
        clock.advance(Duration.ofSeconds(1));

        VideoTask abandoned = processing();

        assertThat(abandoned.state()).isEqualTo(TaskState.FAILED);
        assertThat(abandoned.status()).isEqualTo("failed");
        assertThat(abandoned.errorCategory()).isEqualTo("abandoned");
        assertThat(abandoned.progress()).isZero();
        assertThat(abandoned.completedAt()).isEqualTo(clock.instant());
        assertThat(abandoned.errorMessage()).contains("PT72H", "last status processing");
    }

    @Test
    void aClockThatIsDaysAheadAbandonsNothingAndTheVideoComesLater() {
        clock.advance(Duration.ofDays(4));
        for (int i = 0; i < 1000; i++) {
            assertThat(processing().state()).isEqualTo(TaskState.WAITING);
        }
        elapsed.advance(Duration.ofMinutes(59));
        assertThat(processing().state()).isEqualTo(TaskState.WAITING);

        assertThat(told(completed(null)).task().state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void anHourWithFewQuestionsAbandonsNothing() {
        clock.advance(Duration.ofDays(4));
        for (int i = 1; i < PollHistory.POLLS; i++) {
            assertThat(processing().state()).isEqualTo(TaskState.WAITING);
            elapsed.advance(Duration.ofHours(2));
        }

        assertThat(processing().state()).isEqualTo(TaskState.FAILED);
    }

    private VideoTask processing() {
        return told(answer(RemoteStatus.PROCESSING, "processing")).task();
    }

    private VideoTask down() {
        return failed(new GatewayUnavailableException(failure("down", null))).task();
    }

    @Test
    void whatAnEarlierProcessSawOfASilentGatewayCountsForNothing() {
        task = task.toBuilder().polls(500).unansweredPolls(10).build();
        clock.advance(Duration.ofDays(4));

        assertThat(down().state()).isEqualTo(TaskState.WAITING);
        assertThat(told(completed(null)).task().state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aGatewayThatStaysSilentForAnHourAfterThreeDaysIsGivenUp() {
        clock.advance(Duration.ofDays(4));
        for (int i = 0; i < 20; i++) {
            assertThat(down().state()).isEqualTo(TaskState.WAITING);
        }
        elapsed.advance(Duration.ofHours(1));

        VideoTask abandoned = down();

        assertThat(abandoned.errorCategory()).isEqualTo("abandoned");
        assertThat(abandoned.errorMessage()).contains("down");
    }

    @Test
    void silenceCountsFromTheLastAnswer() {
        clock.advance(Duration.ofDays(2));
        processing();
        for (int i = 0; i < 20; i++) {
            down();
            elapsed.advance(Duration.ofHours(1));
        }
        processing();
        clock.advance(Duration.ofDays(2));

        for (int i = 0; i < 20; i++) {
            assertThat(down().state()).isEqualTo(TaskState.WAITING);
        }
    }

    @Test
    void aRefusedKeyKeepsItsTaskForEver() {
        clock.advance(Duration.ofDays(30));
        for (int i = 0; i < 50; i++) {
            elapsed.advance(Duration.ofHours(1));
            assertThat(failed(new GatewayAuthenticationException(failure("wrong key", null)))
                            .task()
                            .state())
                    .isEqualTo(TaskState.WAITING);
        }
    }

    @Test
    void anUnknownTaskIsAskedForUntilTaskTimeoutAndThenParked() {
        failed(new UnknownTaskException(failure("no such task", null)));
        elapsed.advance(Duration.ofMinutes(30));
        clock.advance(Duration.ofMinutes(30));
        assertThat(failed(new UnknownTaskException(failure("no such task", null)))
                        .task()
                        .state())
                .isEqualTo(TaskState.WAITING);
        clock.advance(Duration.ofSeconds(1));

        VideoTask parked =
                failed(new UnknownTaskException(failure("no such task", null))).task();

        assertThat(parked.state()).isEqualTo(TaskState.PARKED);
        assertThat(parked.errorMessage())
                .contains(PollSamples.BASE_URL)
                .contains("no such task")
                .contains("taskTimeout");
    }

    /** The page of a server between here and the gateway, as during a deployment, parked each task that was late. */
    @Test
    void aTaskThatWasKnownIsNotParkedBecauseTheGatewayDoesNotKnowItForAMoment() {
        clock.advance(Duration.ofMinutes(31));
        told(answer(RemoteStatus.PROCESSING, "processing"));
        assertThat(unknown().state()).isEqualTo(TaskState.WAITING);
        elapsed.advance(Duration.ofMinutes(9));
        assertThat(unknown().state()).isEqualTo(TaskState.WAITING);
        told(answer(RemoteStatus.PROCESSING, "processing"));
        elapsed.advance(Duration.ofMinutes(9));

        assertThat(unknown().state()).isEqualTo(TaskState.WAITING);
        elapsed.advance(Duration.ofMinutes(10));
        assertThat(unknown().state()).isEqualTo(TaskState.PARKED);
    }

    @Test
    void anAnswerThatAnotherNodeHadCountsToo() {
        clock.advance(Duration.ofMinutes(31));
        assertThat(unknown().state()).isEqualTo(TaskState.WAITING);
        elapsed.advance(Duration.ofMinutes(10));
        task = task.toBuilder().unansweredPolls(0).build();

        assertThat(unknown().state()).isEqualTo(TaskState.WAITING);
    }

    private VideoTask unknown() {
        return failed(new UnknownTaskException(failure("no such task", null))).task();
    }

    @Test
    void failuresInARowAreCountedUntilThereIsAnAnswer() {
        failed(new GatewayUnavailableException(failure("down", null)));
        VideoTask twice = failed(new IllegalStateException("odd")).task();
        VideoTask answered = told(answer(RemoteStatus.QUEUED, "queued")).task();

        assertThat(twice.unansweredPolls()).isEqualTo(2);
        assertThat(twice.errorMessage()).isEqualTo("odd");
        assertThat(answered.unansweredPolls()).isZero();
        assertThat(answered.errorMessage()).isNull();
        assertThat(answered.polls()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 300, 100_000})
    void retryAfterIsHeededUpToFiveMinutes(long seconds) {
        Verdict verdict = failed(new GatewayThrottledException(failure("slow down", Duration.ofSeconds(seconds))));

        assertThat(verdict.nextPoll()).isEqualTo(Duration.ofSeconds(Math.min(300, seconds)));
    }
}
