package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.task.LeasedTask;

/** The result of one poll. */
sealed interface PollResult {
    /** The task as it was when it was polled. */
    LeasedTask polled();

    /** The gateway answered how the task is. */
    record Answered(LeasedTask polled, TaskAnswer answer) implements PollResult {}

    /** There was no usable answer. */
    record Failed(LeasedTask polled, RuntimeException failure) implements PollResult {}
}
