package io.geminiomni.camel.poll;

import java.time.Duration;
import java.util.List;

/**
 * When a task has ended, as far as polls tell.
 *
 * @param after an age at which it had not ended
 * @param before an age at which it had ended
 * @param reports its progress before
 */
record EndedTask(Duration after, Duration before, List<ProgressReports.Report> reports) {}
