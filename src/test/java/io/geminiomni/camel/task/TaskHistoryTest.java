package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The text in which stores keep the transitions of a task. What stores do with it is in {@link VideoTaskRepositoryContract}. */
class TaskHistoryTest {
    private static final Transition BEGUN =
            new Transition(Instant.parse("2026-03-01T12:00:00.000001Z"), null, TaskState.SUBMITTING, "1@host", null);
    private static final Transition ACCEPTED = new Transition(
            Instant.parse("2026-03-01T12:00:01Z"), TaskState.SUBMITTING, TaskState.WAITING, "1@host", "as asked");

    @Test
    void whatIsWrittenIsRead() {
        assertThat(TaskHistory.read(TaskHistory.with(TaskHistory.with("", BEGUN), ACCEPTED)))
                .containsExactly(BEGUN, ACCEPTED);
    }

    @Test
    void aTransitionOfALaterVersionKeepsNoOtherFromBeingRead() {
        String history = TaskHistory.with("", BEGUN)
                + "+1772366400500000\tSUBMITTING\tQUEUED\t\t1@host\n"
                + "+1772366400600000\tQUEUED\tSUBMITTING\t\t1@host\n"
                + "+later\tSUBMITTING\tWAITING\t\t1@host\n";

        assertThat(TaskHistory.read(TaskHistory.with(history, ACCEPTED))).containsExactly(BEGUN, ACCEPTED);
    }

    @Test
    void aLineThatIsCutAtTheBeginningIsNotRead() {
        String history = TaskHistory.with(TaskHistory.with("", BEGUN), ACCEPTED);

        for (int cut = 1; cut <= history.indexOf('\n'); cut++) {
            assertThat(TaskHistory.read(history.substring(cut)))
                    .as("cut at " + cut)
                    .containsExactly(ACCEPTED);
        }
    }
}
