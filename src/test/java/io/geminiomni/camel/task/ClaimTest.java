package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.geminiomni.camel.task.Claim.Purpose;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aTaskIsAskedForWhereItWasMadeAndEmittedAnywhere() {
        assertThat(Claim.toPoll("adverts", Samples.BASE_URL, 1, "node", MINUTE).baseUrl())
                .isEqualTo(Samples.BASE_URL);
        assertThat(Claim.toEmit("adverts", 1, "node", MINUTE).baseUrl()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Claim("adverts", Purpose.POLL, null, null, 1, "node", MINUTE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Claim("adverts", Purpose.EMIT, Samples.BASE_URL, null, 1, "node", MINUTE));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aLeaseThatIsOverAtOnceWouldGiveOneTaskToTwo(long millis) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.toEmit("adverts", 1, "node", Duration.ofMillis(millis)));
    }

    @Test
    void aClaimMayBeForNoTaskButNotForLess() {
        assertThat(Claim.toEmit("adverts", 0, "node", MINUTE).limit()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.toEmit("adverts", -1, "node", MINUTE));
    }

    @Test
    void onlyWaitingTasksAreAskedForAndOnlyEndedOnesAreEmitted() {
        for (TaskState state : TaskState.values()) {
            boolean ended = state == TaskState.COMPLETED || state == TaskState.FAILED;
            assertThat(Purpose.POLL.covers(state)).as("ask %s", state).isEqualTo(state == TaskState.WAITING);
            assertThat(Purpose.EMIT.covers(state)).as("emit %s", state).isEqualTo(ended);
        }
    }
}
