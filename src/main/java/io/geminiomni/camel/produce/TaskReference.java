package io.geminiomni.camel.produce;

import io.geminiomni.camel.task.VideoTask;
import org.jspecify.annotations.Nullable;

/**
 * The task that an exchange means.
 *
 * @param taskId the gateway's id, where the exchange gives one otherwise than as plain text
 * @param task the description that the body gives, if it is one
 * @param text the body as plain text, where it is neither a task nor the JSON of one
 */
record TaskReference(
        @Nullable String taskId,
        @Nullable VideoTask task,
        @Nullable String text) {}
