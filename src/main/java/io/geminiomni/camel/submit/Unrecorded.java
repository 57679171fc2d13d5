package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome of an attempt that its store has not taken yet.
 *
 * @param firstQuestion how long after it is stored its task is asked for first
 */
record Unrecorded(VideoTaskRepository tasks, Submission submission, Outcome outcome, Duration firstQuestion) {
    private static final Logger LOG = LoggerFactory.getLogger(Unrecorded.class);

    void offer() {
        tasks.record(submission, outcome, firstQuestion);
    }

    void tellRecorded() {
        if (outcome instanceof Outcome.Accepted accepted) {
            LOG.info(
                    "Task {} of the request with key {} on channel {} is on record now",
                    accepted.taskId(),
                    submission.key(),
                    submission.channel());
        }
    }
}
