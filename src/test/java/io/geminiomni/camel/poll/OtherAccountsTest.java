package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtherAccountsTest {
    private static final Instant GONE = NOON.plus(Duration.ofDays(3));

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private final AnswerRules rules =
            new AnswerRules(new PollPolicy(schedule, Duration.ofMinutes(30), Duration.ofDays(3)), clock, new Random(1));
    private final OtherAccounts others = new OtherAccounts("another", schedule, clock);

    private LeasedTask asked(String taskId) {
        PollSamples.submit(tasks, taskId);
        return tasks.claim(PollSamples.CHANNEL, "key-" + taskId, "me", Duration.ofMinutes(1))
                .orElseThrow();
    }

    private static Answer notKnown(LeasedTask asked) {
        return new Answer.Failed(asked, new UnknownTaskException(PollSamples.failure("no such task", null)));
    }

    @Test
    void aTaskThatIsNotKnownIsLeftWithTheTimeAtWhichItsVideoMayBeGone() {
        Verdict verdict = others.judge(notKnown(asked("t-1")), rules);

        assertThat(verdict.task().state()).isEqualTo(TaskState.WAITING);
        assertThat(verdict.task().account()).isEqualTo("acc");
        assertThat(verdict.task().errorMessage()).contains("account acc", "account another", GONE.toString());
        assertThat(verdict.nextQuestion()).isEqualTo(Duration.ofMinutes(1));
        assertThat(others.left()).isEqualTo(Map.of("key-t-1", GONE));
    }

    @Test
    void aTaskThatIsKnownIsAdoptedAndCountedNoLonger() {
        LeasedTask asked = asked("t-1");
        others.judge(notKnown(asked), rules);

        Verdict verdict = others.judge(new Answer.Told(asked, answer(RemoteStatus.PROCESSING, "processing")), rules);

        assertThat(verdict.task().account()).isEqualTo("another");
        assertThat(others.left()).isEmpty();
    }

    @Test
    void aTaskThatSomebodyElseAsksForMeanwhileIsCountedNoLonger() {
        others.judge(notKnown(asked("t-1")), rules);

        clock.advance(Duration.ofMinutes(6));
        assertThat(others.left()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(others.left()).isEmpty();
    }

    @Test
    void aTaskThatIsLeftIsLeftForLongerEachTimeAndAskedForOnceMoreAfterHours() {
        LeasedTask asked = asked("t-1");
        clock.advance(OtherAccounts.KNOWN_AFTER);
        others.judge(notKnown(asked), rules);

        for (Duration rest :
                List.of(ofMinutes(2), ofMinutes(4), ofMinutes(8), ofMinutes(16), ofMinutes(32), ofHours(1))) {
            assertThat(others.leftAgain(asked.task())).hasValue(rest);
        }
        assertThat(others.left()).containsOnlyKeys("key-t-1");
        clock.advance(OtherAccounts.ASKED_AGAIN_AFTER);

        assertThat(others.leftAgain(asked.task())).isEmpty();
    }

    @Test
    void aTaskThatWasNotKnownInItsFirstSecondsIsAskedForOnceMoreAfterThem() {
        LeasedTask asked = asked("t-1");
        others.judge(notKnown(asked), rules);

        clock.advance(OtherAccounts.KNOWN_AFTER.minusSeconds(1));
        assertThat(others.leftAgain(asked.task())).isPresent();
        clock.advance(Duration.ofSeconds(1));

        assertThat(others.leftAgain(asked.task())).isEmpty();
    }

    @Test
    void aTaskThatNobodyHasLeftIsAskedFor() {
        assertThat(others.leftAgain(asked("t-1").task())).isEmpty();
        assertThat(PollSamples.others(clock).leftAgain(asked("t-2").task())).isEmpty();
    }

    @Test
    void aTaskOfOurOwnIsJudgedAsAlways() {
        OtherAccounts own = PollSamples.others(clock);

        Verdict verdict = own.judge(notKnown(asked("t-1")), rules);

        assertThat(verdict.task().errorMessage()).isEqualTo("no such task");
        assertThat(own.left()).isEmpty();
    }
}
