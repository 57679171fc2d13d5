package io.geminiomni.camel.task.jdbc;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskHistory;
import io.geminiomni.camel.task.TaskRecord;
import io.geminiomni.camel.task.VideoTask;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes the attempts to submit, and what became of them, in the tables of tasks and of what attempts cost. Each method is a part
 * of the caller's transaction.
 */
final class Attempts {
    private final Dialect dialect;
    private final TaskTable table;
    private final LedgerTable ledger;

    Attempts(Dialect dialect, TaskTable table, LedgerTable ledger) {
        this.dialect = dialect;
        this.table = table;
        this.ledger = ledger;
    }

    /** A result is empty if the record that had the key was deleted meanwhile. */
    List<Optional<BeginResult>> begin(Sql sql, List<Submission> submissions) throws SQLException {
        Map<String, TaskTable.Inserted> inserted = table.insert(sql, submissions, TaskHistory.program());
        Map<RowName, TaskRecord> known = table.lockOfKeys(
                sql,
                submissions.stream()
                        .filter(each -> !inserted.containsKey(each.token()))
                        .map(RowName::of)
                        .toList());
        BeginBatch batch = new BeginBatch(inserted, known);
        BudgetChecks budgets = BudgetChecks.of(
                sql, dialect, ledger, submissions.stream().filter(batch::isFree).toList());
        List<Optional<BeginResult>> results = new ArrayList<>();
        for (Submission submission : submissions) {
            results.add(
                    batch.isFree(submission)
                            ? Optional.of(batch.begun(submission, budgets.reserve(submission)))
                            : batch.known(submission));
        }
        table.delete(sql, batch.takenBack());
        table.write(sql, batch.begunAgain());
        ledger.insert(sql, batch.booked());
        return results;
    }

    /** An outcome to record. */
    record Decision(Submission submission, Outcome outcome, Duration firstPoll) {}

    List<Optional<VideoTask>> record(Sql sql, List<Decision> decisions) throws SQLException {
        Map<RowName, TaskRecord> known = table.lockOfKeys(
                sql,
                decisions.stream().map(each -> RowName.of(each.submission())).toList());
        List<TaskRecord> decided = new ArrayList<>();
        List<TaskRecord> charged = new ArrayList<>();
        List<Optional<VideoTask>> results = new ArrayList<>();
        for (Decision each : decisions) {
            Optional<TaskRecord> row = Optional.ofNullable(known.get(RowName.of(each.submission())))
                    .flatMap(present -> present.decided(
                            each.submission(), each.outcome(), each.firstPoll(), TaskHistory.program()));
            row.ifPresent(decided::add);
            row.filter(any -> each.submission().charge() != null).ifPresent(charged::add);
            results.add(
                    row.isEmpty() && each.outcome() instanceof Outcome.Accepted accepted
                            ? recordAdditional(sql, each.submission(), accepted, each.firstPoll())
                            : row.map(TaskRecord::task));
        }
        table.write(sql, decided);
        ledger.settle(sql, charged);
        return results;
    }

    private Optional<VideoTask> recordAdditional(
            Sql sql, Submission submission, Outcome.Accepted outcome, Duration firstPoll) throws SQLException {
        VideoTask additional = submission.additional(outcome, sql.now());
        Optional<TaskRecord> present =
                table.ofTaskId(sql, additional.channel(), Objects.requireNonNull(additional.taskId()));
        if (present.isPresent()) {
            TaskRecord known = present.get();
            Charge charge = submission.charge();
            return Optional.of(charge == null ? known.task() : bookKnown(sql, submission, charge, known));
        }
        Optional<TaskTable.Inserted> inserted = table.insert(
                sql,
                additional,
                null,
                submission.retention(),
                firstPoll,
                submission.lateness(outcome),
                TaskHistory.program());
        if (inserted.isEmpty()) {
            return table.ofKey(sql, additional.channel(), additional.key()).map(TaskRecord::task);
        }
        ledger.insertAdditional(sql, submission, inserted.get().id());
        return inserted.map(TaskTable.Inserted::task);
    }

    /** Books an attempt whose task the channel has already, such as one that was adopted, unless it is booked with an amount. */
    private VideoTask bookKnown(Sql sql, Submission submission, Charge charge, TaskRecord known) throws SQLException {
        TaskRecord locked = table.lockOfKey(
                        sql, known.task().channel(), known.task().key())
                .filter(row -> row.id().equals(known.id()))
                .orElse(known);
        TaskRecord costing = locked.costing(charge);
        if (costing.isRefundedBy(charge)
                || ledger.isPriced(sql, costing.id())
                || (!charge.cost().isKnown() && ledger.isUnpriced(sql, costing.id()))) {
            return locked.task();
        }
        ledger.insertPriced(sql, submission, costing.id());
        table.writeCost(sql, costing);
        return costing.task();
    }

    VideoTask resolveAsTask(Sql sql, String channel, String key, String taskId, String by) throws SQLException {
        Optional<TaskRecord> present = table.ofTaskId(sql, channel, taskId);
        if (present.isPresent()) {
            throw present.get().isKnown();
        }
        return settle(sql, unresolved(sql, channel, key).resolvedAsTask(taskId, by));
    }

    VideoTask resolveAsNotSubmitted(Sql sql, String channel, String key, String by) throws SQLException {
        return settle(sql, unresolved(sql, channel, key).resolvedAsNotSubmitted(by));
    }

    private VideoTask settle(Sql sql, TaskRecord resolved) throws SQLException {
        VideoTask task = table.write(sql, resolved);
        ledger.settle(sql, resolved);
        return task;
    }

    private TaskRecord unresolved(Sql sql, String channel, String key) throws SQLException {
        return table.lockOfKey(sql, channel, key)
                .orElseThrow(() ->
                        new IllegalStateException("No record has the key '" + key + "' on channel '" + channel + "'"));
    }

    VideoTask adopt(Sql sql, Submission submission, String taskId, String by) throws SQLException {
        Optional<TaskRecord> present = table.ofTaskId(sql, submission.channel(), taskId);
        if (present.isPresent()) {
            return adoptKnown(sql, submission, present.get());
        }
        Optional<TaskTable.Inserted> inserted = table.insert(
                sql,
                submission.adopted(taskId, Instant.EPOCH),
                null,
                submission.retention(),
                Duration.ZERO,
                TaskRecord.adoption(taskId),
                by);
        if (inserted.isEmpty()) {
            return adoptUnderKnownKey(sql, submission, taskId, by);
        }
        ledger.insertSpent(sql, submission, inserted.get().id());
        return inserted.get().task();
    }

    /** Books the amount of a task that is booked without one. */
    private VideoTask adoptKnown(Sql sql, Submission submission, TaskRecord known) throws SQLException {
        Charge charge = submission.charge();
        return charge != null && charge.cost().isKnown() && ledger.isUnpriced(sql, known.id())
                ? bookKnown(sql, submission, charge, known)
                : known.task();
    }

    private VideoTask adoptUnderKnownKey(Sql sql, Submission submission, String taskId, String by) throws SQLException {
        TaskRecord known = table.lockOfKey(sql, submission.channel(), submission.key())
                .orElseThrow(() -> new IllegalStateException(
                        "The task '" + taskId + "' cannot be adopted: its key was purged at the same time. Try again"));
        if (taskId.equals(known.task().taskId())) {
            return adoptKnown(sql, submission, known);
        }
        VideoTask adopted = table.write(sql, known.adopted(submission, taskId, by));
        ledger.insertSpent(sql, submission, known.id());
        return adopted;
    }
}
