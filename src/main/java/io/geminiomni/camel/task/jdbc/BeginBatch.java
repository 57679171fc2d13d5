package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.LedgerState;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The submissions that begin in one transaction: what became of each, and what remains to be written. */
final class BeginBatch {
    private final Map<String, TaskTable.Inserted> inserted;
    private final Map<RowName, TaskRecord> known;
    private final List<TaskTable.Inserted> takenBack = new ArrayList<>();
    private final List<TaskRecord> begunAgain = new ArrayList<>();
    private final List<LedgerTable.Entry> booked = new ArrayList<>();

    /**
     * @param inserted the new records, by the tokens of their submissions
     * @param known the records of the other submissions
     */
    BeginBatch(Map<String, TaskTable.Inserted> inserted, Map<RowName, TaskRecord> known) {
        this.inserted = inserted;
        this.known = known;
    }

    /** Whether its key is free. */
    boolean isFree(Submission submission) {
        TaskRecord present = known.get(RowName.of(submission));
        return inserted.containsKey(submission.token()) || (present != null && present.isKeyFree());
    }

    /** The result of a submission whose key is taken; empty if the record that had the key was deleted meanwhile. */
    Optional<BeginResult> known(Submission submission) {
        return Optional.ofNullable(known.get(RowName.of(submission)))
                .map(TaskRecord::task)
                .map(BeginResult.Known::new);
    }

    /** The result of a submission whose key is free. */
    BeginResult begun(Submission submission, Optional<BeginResult.OverBudget> overBudget) {
        TaskTable.Inserted added = inserted.get(submission.token());
        if (overBudget.isPresent()) {
            if (added != null) {
                takenBack.add(added);
            }
            return overBudget.get();
        }
        if (added != null) {
            book(submission, added.id());
            return new BeginResult.Started(added.task());
        }
        TaskRecord again =
                Objects.requireNonNull(known.get(RowName.of(submission))).begun(submission, TaskHistory.program());
        begunAgain.add(again);
        book(submission, again.id());
        return new BeginResult.Started(again.task());
    }

    private void book(Submission submission, String recordId) {
        Charge charge = submission.charge();
        if (charge != null) {
            booked.add(new LedgerTable.Entry(submission, charge, recordId, LedgerState.RESERVED));
        }
    }

    /** The inserted records whose budgets have no room. */
    List<TaskTable.Inserted> takenBack() {
        return takenBack;
    }

    /** The records whose keys were free. */
    List<TaskRecord> begunAgain() {
        return begunAgain;
    }

    /** What is reserved. */
    List<LedgerTable.Entry> booked() {
        return booked;
    }
}
