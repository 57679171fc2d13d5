package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.SpendingQuery;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final Housekeeping housekeeping = new Housekeeping(tasks, Duration.ofMinutes(5), Duration.ofDays(7));

    @Test
    void aSubmissionWithoutAnOutcomeBecomesUnknownAfterSubmitTimeout() {
        tasks.begin(Samples.submission("k"));

        clock.advance(Duration.ofMinutes(5));
        housekeeping.run();
        assertThat(tasks.counts()).containsExactly(Map.entry(TaskState.SUBMITTING, 1L));

        clock.advance(Duration.ofSeconds(1));
        housekeeping.run();
        assertThat(tasks.counts()).containsExactly(Map.entry(TaskState.UNKNOWN, 1L));
    }

    @Test
    void allFinishedRecordsArePurgedAfterRetentionAndNoOthers() {
        for (int i = 0; i < 2500; i++) {
            Submission submission = Samples.submission("k" + i);
            tasks.begin(submission);
            tasks.record(submission, new Outcome.Rejected("no"), Duration.ZERO);
        }
        Submission waiting = Samples.submission("waiting");
        tasks.begin(waiting);
        tasks.record(waiting, Samples.accepted("t-1"), Duration.ZERO);

        clock.advance(Duration.ofDays(7));
        housekeeping.run();
        assertThat(tasks.counts()).containsEntry(TaskState.REJECTED, 2500L);

        clock.advance(Duration.ofSeconds(1));
        housekeeping.run();
        assertThat(tasks.counts()).containsExactly(Map.entry(TaskState.WAITING, 1L));
    }

    @Test
    void oldEntriesOfTheLedgerArePurged() {
        Charge charge = new Charge(new CostEstimate(BigDecimal.ONE, "EUR", "row 1"), "team", null, false);
        for (int i = 0; i < 1500; i++) {
            tasks.begin(Samples.submission("k" + i).withCharge(charge));
        }
        SpendingQuery all = new SpendingQuery(
                null, null, null, clock.instant(), clock.instant().plusSeconds(1));

        clock.advance(Duration.ofDays(400));
        housekeeping.run();
        assertThat(tasks.spent(all)).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        housekeeping.run();
        assertThat(tasks.spent(all)).isEmpty();
    }

    @Test
    void aStoreThatCannotBeReachedDoesNotEndTheHousekeeping() {
        VideoTaskRepository broken = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("the store is gone");
                });

        assertThatCode(new Housekeeping(broken, Duration.ofMinutes(5), Duration.ofDays(7))::run)
                .doesNotThrowAnyException();
    }
}
