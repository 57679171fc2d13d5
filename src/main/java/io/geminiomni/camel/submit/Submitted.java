package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.VideoTask;

/**
 * The task that a request has.
 *
 * @param duplicate whether it had it already, so that nothing was sent this time
 */
public record Submitted(VideoTask task, boolean duplicate) {}
