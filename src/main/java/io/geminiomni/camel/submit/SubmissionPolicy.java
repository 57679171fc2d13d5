package io.geminiomni.camel.submit;

import java.time.Duration;

/**
 * The time limits of a submission.
 *
 * @param sendWithin how long after its intent was recorded the request may be sent: short enough that the call ends before the
 *     record is swept to UNKNOWN
 * @param waitForOther how long to wait for the outcome of another submission under the same key
 * @param firstPoll the time from the acceptance of a task to its first poll
 */
public record SubmissionPolicy(Duration sendWithin, Duration waitForOther, Duration firstPoll) {}
