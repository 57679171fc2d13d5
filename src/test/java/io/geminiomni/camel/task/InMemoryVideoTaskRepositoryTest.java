package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.Samples.BASE_URL;
import static io.geminiomni.camel.task.Samples.CHANNEL;
import static io.geminiomni.camel.task.Samples.accepted;
import static io.geminiomni.camel.task.Samples.submission;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryVideoTaskRepositoryTest extends VideoTaskRepositoryContract {
    @Override
    protected VideoTaskRepository create() {
        return new InMemoryVideoTaskRepository(clock);
    }

    @Test
    void needsNoClockOfItsUser() {
        VideoTaskRepository repository = new InMemoryVideoTaskRepository();

        assertThat(repository.begin(submission("a"))).isInstanceOf(BeginResult.Started.class);
    }

    @Test
    void claimingTenOfAHundredThousandLooksAtFewOfThem() {
        AtomicLong comparisons = new AtomicLong();
        Comparator<TaskRecord> counting = (left, right) -> {
            comparisons.incrementAndGet();
            return MemoryStore.BY_DUE_TIME.compare(left, right);
        };
        VideoTaskRepository repository = new InMemoryVideoTaskRepository(clock, counting);
        for (int i = 0; i < 100_000; i++) {
            Submission submission = submission("key-" + i);
            repository.begin(submission);
            repository.record(submission, accepted("task-" + i), Duration.ZERO);
        }
        comparisons.set(0);

        List<LeasedTask> claimed = repository.claim(Claim.toPoll(CHANNEL, BASE_URL, 10, "me", Duration.ofSeconds(60)));

        assertThat(claimed).hasSize(10);
        // out of and into a balanced tree: at most 2·log2(100,000) ≈ 34 each way
        assertThat(comparisons).hasValueLessThan(10 * 2 * 40);
    }
}
