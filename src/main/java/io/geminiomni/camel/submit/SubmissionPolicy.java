package io.geminiomni.camel.submit;

import java.time.Duration;

/**
 * The times of a submission.
 *
 * @param sendWithin how long after the intent was recorded the request may still be sent: so long that the whole call
 *     ends before the record is swept to UNKNOWN
 * @param waitForOther how long to wait for the outcome of another submission under the same key
 * @param firstPoll how long after its acceptance a task is asked for first
 */
public record SubmissionPolicy(Duration sendWithin, Duration waitForOther, Duration firstPoll) {}
