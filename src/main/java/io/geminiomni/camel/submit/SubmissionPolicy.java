package io.geminiomni.camel.submit;

import java.time.Duration;

/**
 * The time limits of a submission.
 *
 * @param sendWithin how long after its intent was recorded the request may be sent: short enough that the call ends before the
 *     record is swept to UNKNOWN
 * @param waitForOther how long to wait for the outcome of another submission under the same key
 * @param firstPoll when an accepted task is first polled
 */
public record SubmissionPolicy(Duration sendWithin, Duration waitForOther, FirstPoll firstPoll) {}
