package io.geminiomni.camel.submit;

import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits the outcome of a request that was sent, and is stubborn about it: the money is spent by now. */
final class OutcomeRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final VideoTaskRepository tasks;
    private final Duration firstQuestion;
    private final Stopwatch stopwatch;

    OutcomeRecorder(VideoTaskRepository tasks, Duration firstQuestion, Stopwatch stopwatch) {
        this.tasks = tasks;
        this.firstQuestion = firstQuestion;
        this.stopwatch = stopwatch;
    }

    /**
     * @return the record as stored
     * @throws SubmissionOutcomeUnknownException if the store cannot be written; it carries the task id if there is one
     */
    VideoTask record(SubmissionKey key, Submission submission, CreateOutcome created) {
        Outcome outcome = outcome(created);
        TaskStoreException failure = null;
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                Optional<VideoTask> stored = tasks.record(submission, outcome, firstQuestion);
                return stored.orElseGet(() -> unchanged(submission));
            } catch (TaskStoreException e) {
                failure = e;
                if (attempt == ATTEMPTS || !stopwatch.pause(pause)) {
                    break;
                }
                pause = pause.multipliedBy(2);
            }
        }
        String taskId = outcome instanceof Outcome.Accepted accepted ? accepted.taskId() : null;
        throw notStored(key, taskId, outcome, failure);
    }

    private VideoTask unchanged(Submission submission) {
        return tasks.find(submission.channel(), submission.key())
                .orElseThrow(() -> new IllegalStateException("The record of " + submission + " is gone"));
    }

    private static SubmissionOutcomeUnknownException notStored(
            SubmissionKey key, @Nullable String taskId, Outcome outcome, @Nullable TaskStoreException failure) {
        SubmissionOutcomeUnknownException exception = Explained.notStored(key, taskId, outcome.state(), failure);
        LOG.error("{}", exception.getMessage(), failure);
        return exception;
    }

    private static Outcome outcome(CreateOutcome created) {
        if (created instanceof CreateOutcome.Accepted taken) {
            return accepted(taken.task());
        }
        if (created instanceof CreateOutcome.Unclear unclear) {
            return new Outcome.Unknown(unclear.why());
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
