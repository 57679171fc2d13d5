package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Submission;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the intents of submissions in groups. Those whose budgets are checked are in groups of their own, by budget keys: while
 * another node locks a budget key, only the submissions under that key wait, on at most {@value #MOST_AT_ONCE} connections.
 */
final class Begins {
    /** The most groups of one budget key that are written at the same time. */
    private static final int MOST_AT_ONCE = 2;

    private final GroupCommit.Batch<Submission, Optional<BeginResult>> batch;
    private final GroupCommit<Submission, Optional<BeginResult>> unchecked;
    /** For the budget keys of the callers that wait at present. */
    private final ConcurrentMap<String, OfKey> checked = new ConcurrentHashMap<>();

    /** The groups of a budget key. */
    private record OfKey(GroupCommit<Submission, Optional<BeginResult>> groups, int callers) {
        @Nullable OfKey withCallers(int more) {
            return callers + more == 0 ? null : new OfKey(groups, callers + more);
        }
    }

    Begins(GroupCommit.Batch<Submission, Optional<BeginResult>> batch) {
        this.batch = batch;
        this.unchecked = new GroupCommit<>(batch);
    }

    /** Writes an intent, alone or with others; empty if the record that had the key was deleted meanwhile. */
    Optional<BeginResult> write(Submission submission, String purpose) {
        List<RowName> rows = List.of(RowName.of(submission));
        String budgetKey = BudgetChecks.keyOf(submission);
        if (budgetKey == null) {
            return unchecked.write(submission, purpose, rows);
        }
        OfKey ofKey = Objects.requireNonNull(checked.compute(
                budgetKey,
                (key, known) ->
                        known == null ? new OfKey(new GroupCommit<>(batch, MOST_AT_ONCE), 1) : known.withCallers(1)));
        try {
            return ofKey.groups().write(submission, purpose, rows);
        } finally {
            checked.computeIfPresent(budgetKey, (key, known) -> known.withCallers(-1));
        }
    }
}
