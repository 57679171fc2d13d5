package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An outcome that its task store has not recorded yet.
 *
 * @param firstPoll the time from the recording to the first poll of the task
 */
record Unrecorded(VideoTaskRepository tasks, Submission submission, Outcome outcome, Duration firstPoll) {
    private static final Logger LOG = LoggerFactory.getLogger(Unrecorded.class);

    void record() {
        tasks.record(submission, outcome, firstPoll);
        if (outcome instanceof Outcome.Accepted accepted) {
            LOG.info(
                    "Task {} of the request with key {} on channel {} is recorded now",
                    accepted.taskId(),
                    submission.key(),
                    submission.channel());
        }
    }
}
