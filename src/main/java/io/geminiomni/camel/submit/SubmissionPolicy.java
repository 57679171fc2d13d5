package io.geminiomni.camel.submit;

import java.time.Duration;

/**
 * The times of a submission.
 *
 * @param sendWithin how long after the intent was recorded the request may still be sent: so long that the whole call
 *     ends before the record is swept to UNKNOWN
 * @param waitForOther how long to wait for the outcome of another submission under the same key
 * @param firstQuestion how long after its acceptance a task is asked for first
 * @param retention how long its record is kept when it is finished
 */
public record SubmissionPolicy(Duration sendWithin, Duration waitForOther, Duration firstQuestion, Duration retention) {
    /** The same, but for when a task is asked for first. */
    public SubmissionPolicy withFirstQuestion(Duration other) {
        return new SubmissionPolicy(sendWithin, waitForOther, other, retention);
    }
}
