package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.TaskState.COMPLETED;
import static io.geminiomni.camel.task.TaskState.DELIVERED;
import static io.geminiomni.camel.task.TaskState.FAILED;
import static io.geminiomni.camel.task.TaskState.NOT_ACCEPTED;
import static io.geminiomni.camel.task.TaskState.PARKED;
import static io.geminiomni.camel.task.TaskState.REJECTED;
import static io.geminiomni.camel.task.TaskState.SUBMITTING;
import static io.geminiomni.camel.task.TaskState.UNKNOWN;
import static io.geminiomni.camel.task.TaskState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskStateTest {
    private static final Map<TaskState, Set<TaskState>> LEGAL = Map.of(
            SUBMITTING, Set.of(NOT_ACCEPTED, REJECTED, UNKNOWN, WAITING),
            NOT_ACCEPTED, Set.of(SUBMITTING),
            REJECTED, Set.of(SUBMITTING),
            UNKNOWN, Set.of(NOT_ACCEPTED, REJECTED, WAITING),
            WAITING, Set.of(COMPLETED, FAILED, PARKED),
            COMPLETED, Set.of(DELIVERED, PARKED),
            FAILED, Set.of(DELIVERED),
            DELIVERED, Set.of(),
            PARKED, Set.of(WAITING, COMPLETED));

    @ParameterizedTest
    @EnumSource
    void goesOverToTheStatesOfTheTableAndNoOther(TaskState state) {
        Set<TaskState> next = Arrays.stream(TaskState.values())
                .filter(state::canBecome)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(TaskState.class)));

        assertThat(next).isEqualTo(LEGAL.get(state));
    }

    @Test
    void onlyRecordsThatOnlyServeDuplicatesAreFinished() {
        assertThat(TaskState.values())
                .filteredOn(TaskState::isFinished)
                .containsExactlyInAnyOrder(NOT_ACCEPTED, REJECTED, DELIVERED);
    }

    @ParameterizedTest
    @EnumSource
    void aTaskIsClaimedForOnePurposeAtMost(TaskState state) {
        Claim.Purpose purpose = Claim.Purpose.of(state);

        assertThat(Arrays.stream(Claim.Purpose.values()).filter(each -> each.covers(state)))
                .isEqualTo(Stream.ofNullable(purpose).toList());
    }
}
