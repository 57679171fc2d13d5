package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.VideoTask;

/**
 * The task of a request.
 *
 * @param duplicate whether the task existed already, so that nothing was sent
 */
public record Submitted(VideoTask task, boolean duplicate) {}
