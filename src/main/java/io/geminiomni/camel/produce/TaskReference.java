package io.geminiomni.camel.produce;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/**
 * The task that an exchange names.
 *
 * @param taskId the gateway's id, unless it may be the plain text
 * @param task the facts of the task, if the body has them
 * @param text the body as plain text, if it is neither a task nor the JSON of one
 */
record TaskReference(
        @Nullable String taskId,
        @Nullable VideoTask task,
        @Nullable String text) {}
