package io.geminiomni.camel.simulation.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.simulation.checker.Event.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedBeforeStopTest {
    private static final Event CHARGED = new Event.Charged(1, "order-1", "task-1");
    private static final Event LEARNT = new Event.CreateAnswered("node 1", "order-1", 1, Answer.ACCEPTED);
    private static final Event GIVEN = new Event.GivenToStore("node 1", "order-1", "task-1");
    private static final Event STOPPED = new Event.Ended("node 1", false);

    @Test
    void aTaskThatANodeKeepsToItselfUntilItHasStoppedIsFound() {
        assertThat(violations(at(0, CHARGED), at(1, LEARNT), at(8, STOPPED)))
                .extracting(Violation::what)
                .containsExactly(
                        "node 1 learnt of task task-1 7000 ms before it stopped, and has not given it to the store");
    }

    @Test
    void aTaskThatWasGivenToTheStoreIsNot() {
        assertThat(violations(at(0, CHARGED), at(1, LEARNT), at(2, GIVEN), at(8, STOPPED)))
                .isEmpty();
    }

    @Test
    void aNodeThatHadNoTimeToRecordItIsExcused() {
        assertThat(violations(at(0, CHARGED), at(8, LEARNT), at(8, STOPPED))).isEmpty();
        assertThat(violations(at(0, CHARGED), at(1, LEARNT), at(8, new Event.Ended("node 1", true))))
                .isEmpty();
        assertThat(violations(
                        at(0, new Event.Paused("node 1", "all threads", Duration.ofSeconds(5))),
                        at(1, CHARGED),
                        at(1, LEARNT),
                        at(8, STOPPED)))
                .isEmpty();
        assertThat(violations(at(0, CHARGED), at(1, LEARNT), at(8, new Event.Ended("node 2", false))))
                .isEmpty();
    }

    private static Moment at(int second, Event event) {
        return new Moment(Duration.ofSeconds(second), event);
    }

    private static List<Violation> violations(Moment... history) {
        RecordedBeforeStop rule = new RecordedBeforeStop();
        List.of(history).forEach(moment -> rule.see(moment.at(), moment.event()));
        rule.end();
        return rule.violations();
    }
}
