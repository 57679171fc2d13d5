package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;

/**
 * What an answer makes of a task.
 *
 * @param task the task as it is now
 * @param nextQuestion when it is due again; zero for a task that has come to an end and is due to be emitted at once
 * @param foreign whether the gateway does not know it under the present API key, which is not the one that it was made with
 */
record Verdict(VideoTask task, Duration nextQuestion, boolean foreign) {
    Verdict(VideoTask task, Duration nextQuestion) {
        this(task, nextQuestion, false);
    }
}
