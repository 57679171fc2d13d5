package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.task.LeasedTask;

/** What came of one question about one task. */
sealed interface PollAnswer {
    LeasedTask asked();

    /** The gateway told how the task is. */
    record Told(LeasedTask asked, TaskAnswer answer) implements PollAnswer {}

    /** There was no usable answer. */
    record Failed(LeasedTask asked, RuntimeException failure) implements PollAnswer {}
}
