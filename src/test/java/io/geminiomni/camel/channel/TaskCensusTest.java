package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That a probe does not count a hundred thousand tasks each time. */
class TaskCensusTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Map<TaskState, Long> stored = new EnumMap<>(TaskState.class);
    private final List<TaskState> counted = new ArrayList<>();
    private final TaskCensus census = new TaskCensus(repository(), "adverts", clock, new TestThreads());

    @Test
    void manyFinishedTasksAreCountedOnceInAWhileAndTheOthersEachTime() {
        stored.put(TaskState.DELIVERED, 100_000L);
        stored.put(TaskState.WAITING, 1L);
        assertThat(census.counts()).isEqualTo(stored);
        stored.put(TaskState.WAITING, 2L);
        stored.put(TaskState.DELIVERED, 100_001L);
        counted.clear();

        assertThat(census.counts()).containsEntry(TaskState.WAITING, 2L).containsEntry(TaskState.DELIVERED, 100_000L);
        assertThat(counted).contains(TaskState.WAITING).doesNotContain(TaskState.DELIVERED);

        clock.advance(Duration.ofSeconds(10));
        assertThat(census.counts()).isEqualTo(stored);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepAnOldCount() {
        stored.put(TaskState.DELIVERED, 100_000L);
        census.counts();
        stored.put(TaskState.DELIVERED, 100_001L);

        clock.advance(Duration.ofDays(-1));

        assertThat(census.counts()).isEqualTo(stored);
    }

    @Test
    void aStateWithManyWaitingTasksIsCountedOnceInAWhileWhoeverAsks() {
        stored.put(TaskState.WAITING, 100_000L);
        stored.put(TaskState.PARKED, 1_000L);
        assertThat(census.counts()).isEqualTo(stored);
        counted.clear();

        assertThat(census.count(TaskState.WAITING)).isEqualTo(100_000);
        assertThat(census.count(TaskState.PARKED)).isEqualTo(1_000);

        assertThat(counted).containsExactly(TaskState.PARKED);
    }

    @Test
    void fewFinishedTasksAreCountedEachTime() {
        stored.put(TaskState.DELIVERED, 1L);
        census.counts();
        stored.put(TaskState.DELIVERED, 2L);

        assertThat(census.counts()).isEqualTo(stored);
    }

    @Test
    void oneStateIsCountedWithoutTheOthers() {
        stored.put(TaskState.UNKNOWN, 3L);

        assertThat(census.count(TaskState.UNKNOWN)).isEqualTo(3);
        assertThat(census.count(TaskState.PARKED)).isZero();
        assertThat(counted).containsExactlyInAnyOrder(TaskState.UNKNOWN, TaskState.PARKED);
    }

    private VideoTaskRepository repository() {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("counts");
                    assertThat(arguments[0]).isEqualTo("adverts");
                    Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
                    for (Object state : (Set<?>) arguments[1]) {
                        counted.add((TaskState) state);
                        if (stored.containsKey(state)) {
                            counts.put((TaskState) state, stored.get(state));
                        }
                    }
                    return counts;
                });
    }
}
