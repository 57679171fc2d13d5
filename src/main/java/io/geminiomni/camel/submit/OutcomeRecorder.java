package io.geminiomni.camel.submit;

import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the outcome of a submission, with retries for a few seconds, as the money may be spent. If the store still fails,
 * {@link OpenSubmissions} retries until it succeeds.
 */
final class OutcomeRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final VideoTaskRepository tasks;
    private final FirstPoll firstPoll;
    private final Stopwatch stopwatch;
    private final OpenSubmissions open;

    OutcomeRecorder(VideoTaskRepository tasks, FirstPoll firstPoll, Stopwatch stopwatch, OpenSubmissions open) {
        this.tasks = tasks;
        this.firstPoll = firstPoll;
        this.stopwatch = stopwatch;
        this.open = open;
    }

    /**
     * Records the outcome of a request that was sent.
     *
     * @return the task as stored, if there is one
     * @throws SubmissionOutcomeUnknownException if the store cannot be written; it has the task id if there is one. The outcome
     *     is recorded later
     */
    Optional<VideoTask> record(SubmissionKey key, Submission submission, CreateOutcome created) {
        Outcome outcome = outcome(created);
        Duration untilFirst = created instanceof CreateOutcome.Accepted accepted
                ? firstPoll.after(submission.request(), accepted.task().estimated())
                : unused(submission);
        Throwable failure = null;
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return tasks.record(submission, outcome, untilFirst);
            } catch (RuntimeException | Error e) {
                failure = e;
                if (attempt == ATTEMPTS || !stopwatch.pause(pause)) {
                    break;
                }
                pause = pause.multipliedBy(2);
            }
        }
        keep(submission, outcome, untilFirst);
        SubmissionOutcomeUnknownException exception = SubmissionFailures.notStored(key, outcome, failure);
        LOG.error("{}", exception.getMessage(), failure);
        throw exception;
    }

    /** Records that nothing was sent: now, or later if the store fails. */
    void recordNotSent(Submission submission, String reason) {
        Outcome outcome = new Outcome.NotAccepted(reason);
        try {
            tasks.record(submission, outcome, unused(submission));
        } catch (RuntimeException | Error e) {
            LOG.debug("It could not be recorded that {} was not sent; this is retried", submission, e);
            keep(submission, outcome, unused(submission));
        }
    }

    /** Adds what was found to the record of an unknown outcome, if it is still unknown. It is evidence only, so it is not retried. */
    void recordEvidence(Submission submission, CreateOutcome.Unknown unknown, Evidence evidence) {
        try {
            tasks.record(submission, new Outcome.Unknown(evidence.before(unknown.why())), unused(submission));
        } catch (RuntimeException | Error e) {
            LOG.warn("It could not be recorded for {}: {}", submission, evidence, e);
        }
    }

    private void keep(Submission submission, Outcome outcome, Duration untilFirst) {
        open.keep(new Unrecorded(tasks, submission, outcome, untilFirst));
    }

    /** The time until the first poll, for a request without a task. */
    private Duration unused(Submission submission) {
        return firstPoll.after(submission.request(), null);
    }

    private static Outcome outcome(CreateOutcome created) {
        if (created instanceof CreateOutcome.Accepted accepted) {
            return accepted(accepted.task());
        }
        if (created instanceof CreateOutcome.Unknown unknown) {
            return new Outcome.Unknown(unknown.why());
        }
        String reason = ((CreateOutcome.NotCreated) created).failure().message();
        return created instanceof CreateOutcome.NotAccepted
                ? new Outcome.NotAccepted(reason)
                : new Outcome.Rejected(reason);
    }

    private static Outcome accepted(TaskAnswer answer) {
        return new Outcome.Accepted(answer.taskId(), answer.rawStatus(), answer.model(), answer.createdAt());
    }
}
