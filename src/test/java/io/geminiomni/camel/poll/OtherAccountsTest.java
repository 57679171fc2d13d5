package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtherAccountsTest {
    private static final Instant GONE = NOON.plus(Duration.ofDays(3));

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private final AnswerRules rules = new AnswerRules(
            new PollPolicy(schedule, Duration.ofMinutes(30), Duration.ofDays(3)),
            new LearnedTimes(),
            Elapsed.of(clock),
            new Random(1));
    private final OtherAccounts others = new OtherAccounts("another", schedule, Elapsed.of(clock));

    private LeasedTask asked(String taskId) {
        PollSamples.submit(tasks, taskId);
        return tasks.claim(PollSamples.CHANNEL, "key-" + taskId, "me", Duration.ofMinutes(1))
                .orElseThrow();
    }

    private static PollResult notKnown(LeasedTask asked) {
        return new PollResult.Failed(asked, new UnknownTaskException(PollSamples.failure("no such task", null)));
    }

    @Test
    void aTaskThatIsNotKnownIsLeftWithTheTimeAtWhichItsVideoMayBeGone() {
        Verdict verdict = others.judge(notKnown(asked("t-1")), rules);

        assertThat(verdict.task().state()).isEqualTo(TaskState.WAITING);
        assertThat(verdict.task().account()).isEqualTo("acc");
        assertThat(verdict.task().errorMessage()).contains("account acc", "account another", GONE.toString());
        assertThat(verdict.nextPoll()).isZero();
        assertThat(others.foreignTasks()).isEqualTo(Map.of("key-t-1", GONE));
    }

    @Test
    void aTaskThatIsKnownIsAdoptedAndCountedNoLonger() {
        LeasedTask asked = asked("t-1");
        others.judge(notKnown(asked), rules);

        Verdict verdict =
                others.judge(new PollResult.Answered(asked, answer(RemoteStatus.PROCESSING, "processing")), rules);

        assertThat(verdict.task().account()).isEqualTo("another");
        assertThat(others.foreignTasks()).isEmpty();
    }

    @Test
    void aTaskThatSomebodyElseAsksForMeanwhileIsCountedNoLonger() {
        others.judge(notKnown(asked("t-1")), rules);

        clock.advance(OtherAccounts.NOTICED_AFTER.plus(others.dueFor()));
        assertThat(others.hasForeignTasksOfLongAgo()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(others.hasForeignTasksOfLongAgo()).isTrue();
        others.keepOnly(Set.of("acc"));
        assertThat(others.foreignTasks()).hasSize(1);

        others.keepOnly(Set.of("a third one"));

        assertThat(others.foreignTasks()).isEmpty();
    }

    @Test
    void aTaskThatIsLeftIsNotClaimedAgainForHours() {
        LeasedTask asked = asked("t-1");
        clock.advance(OtherAccounts.KNOWN_AFTER);
        others.judge(notKnown(asked.after(OtherAccounts.KNOWN_AFTER)), rules);

        clock.advance(OtherAccounts.POLLED_AGAIN_AFTER.minusSeconds(1));
        assertThat(others.claimable().except()).containsExactly("key-t-1");
        clock.advance(Duration.ofSeconds(1));

        assertThat(others.claimable().except()).isEmpty();
    }

    @Test
    void aTaskThatWasNotKnownInItsFirstSecondsIsClaimedOnceMoreAfterThem() {
        others.judge(notKnown(asked("t-1")), rules);

        clock.advance(OtherAccounts.KNOWN_AFTER.minusSeconds(1));
        assertThat(others.claimable().except()).containsExactly("key-t-1");
        clock.advance(Duration.ofSeconds(1));

        assertThat(others.claimable().except()).isEmpty();
    }

    @Test
    void aFewTasksOfOthersAreClaimedNowAndThenAndAllThatThereIsRoomForOnceOneIsOurs() {
        assertThat(others.isTurn()).isTrue();
        assertThat(others.isTurn()).isFalse();
        assertThat(others.most(50)).isEqualTo(OtherAccounts.FEW);
        clock.advance(schedule.longest());
        assertThat(others.isTurn()).isTrue();

        others.judge(new PollResult.Answered(asked("t-1"), answer(RemoteStatus.PROCESSING, "processing")), rules);

        assertThat(others.isTurn()).isTrue();
        assertThat(others.most(50)).isEqualTo(50);
        others.judge(notKnown(asked("t-2")), rules);
        assertThat(others.most(50)).isEqualTo(OtherAccounts.FEW);
    }

    @Test
    void noAnswerAtAllEndsATaskThatMayBeAnothers() {
        LeasedTask asked = asked("t-1").after(Duration.ofDays(4));
        PollResult silent =
                new PollResult.Failed(asked, new GatewayUnavailableException(PollSamples.failure("down", null)));

        for (int i = 0; i < 20; i++) {
            assertThat(others.judge(silent, rules).task().state()).isEqualTo(TaskState.WAITING);
            clock.advance(Duration.ofHours(1));
        }
    }

    @Test
    void aTaskOfOurOwnIsJudgedAsAlways() {
        OtherAccounts own = PollSamples.others(clock);

        Verdict verdict = own.judge(notKnown(asked("t-1")), rules);

        assertThat(verdict.task().errorMessage()).isEqualTo("no such task");
        assertThat(own.foreignTasks()).isEmpty();
    }
}
