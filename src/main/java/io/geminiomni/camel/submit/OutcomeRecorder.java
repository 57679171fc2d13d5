package io.geminiomni.camel.submit;

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
 * Commits the outcome of an attempt, and is stubborn about it: of a request that was sent, the money is spent by now. What the
 * store does not take in a few seconds is left to {@link OpenSubmissions}, which offers it again until the store takes it.
 */
final class OutcomeRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final VideoTaskRepository tasks;
    private final Duration firstQuestion;
    private final Stopwatch stopwatch;
    private final OpenSubmissions open;

    OutcomeRecorder(VideoTaskRepository tasks, Duration firstQuestion, Stopwatch stopwatch, OpenSubmissions open) {
        this.tasks = tasks;
        this.firstQuestion = firstQuestion;
        this.stopwatch = stopwatch;
        this.open = open;
    }

    /**
     * Commits what became of a request that was sent.
     *
     * @return the record as stored, that of the task where one was made
     * @throws SubmissionOutcomeUnknownException if the store cannot be written, which is tried again; it carries the task id if
     *     there is one
     */
    Optional<VideoTask> record(SubmissionKey key, Submission submission, CreateOutcome created) {
        Outcome outcome = outcome(created);
        RuntimeException failure = null;
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return tasks.record(submission, outcome, firstQuestion);
            } catch (RuntimeException e) {
                failure = e;
                if (attempt == ATTEMPTS || !stopwatch.pause(pause)) {
                    break;
                }
                pause = pause.multipliedBy(2);
            }
        }
        keep(submission, outcome);
        SubmissionOutcomeUnknownException exception = SubmissionFailures.notStored(key, outcome, failure);
        LOG.error("{}", exception.getMessage(), failure);
        throw exception;
    }

    /** Commits that an attempt was given up before anything was sent: now if the store takes it, else when it does. */
    void recordNotSent(Submission submission, String reason) {
        Outcome outcome = new Outcome.NotAccepted(reason);
        try {
            tasks.record(submission, outcome, firstQuestion);
        } catch (RuntimeException e) {
            LOG.debug("That {} was not sent could not be recorded at once; it is tried again", submission, e);
            keep(submission, outcome);
        }
    }

    private void keep(Submission submission, Outcome outcome) {
        open.keep(new Unrecorded(tasks, submission, outcome, firstQuestion));
    }

    private static Outcome outcome(CreateOutcome created) {
        if (created instanceof CreateOutcome.Accepted taken) {
            return accepted(taken.task());
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
