package io.geminiomni.camel.simulation.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedInTimeTest {
    private static final Duration TASK_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SUBMITTED_AT = Duration.ofSeconds(47);

    @Test
    void theTimeBeginsWhenTheIntentIsWrittenAndNotWhenTheNodeLearnsOfIt() {
        assertThat(parked(SUBMITTED_AT.plusSeconds(26), SUBMITTED_AT.plus(TASK_TIMEOUT)))
                .isEmpty();
    }

    @Test
    void aTaskThatIsParkedBeforeItsTimeOutIsFound() {
        Duration early = TASK_TIMEOUT.minusSeconds(1);

        assertThat(parked(SUBMITTED_AT, SUBMITTED_AT.plus(early)))
                .extracting(Violation::what)
                .containsExactly("task task-1 is parked 299 s after its submission");
    }

    @Test
    void aTaskThatIsLateBeforeItsTimeOutIsFound() {
        EndedInTime rule = new EndedInTime(TASK_TIMEOUT, Duration.ofDays(3));
        Duration early = SUBMITTED_AT.plus(TASK_TIMEOUT).minusSeconds(1);
        rule.see(early, new Event.Became("order-1", "task-1", "WAITING", SUBMITTED_AT, true));

        assertThat(rule.violations())
                .extracting(Violation::what)
                .containsExactly("task task-1 is late 299 s after its submission");
    }

    private static List<Violation> parked(Duration learntAt, Duration parkedAt) {
        EndedInTime rule = new EndedInTime(TASK_TIMEOUT, Duration.ofDays(3));
        rule.see(learntAt, new Event.Became("order-1", null, "SUBMITTING", SUBMITTED_AT, false));
        rule.see(learntAt, new Event.Became("order-1", "task-1", "WAITING", SUBMITTED_AT, false));
        rule.see(parkedAt, new Event.Became("order-1", "task-1", "PARKED", SUBMITTED_AT, false));
        return rule.violations();
    }
}
