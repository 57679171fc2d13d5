package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;

/**
 * What the result of a poll changes.
 *
 * @param task the task as it is now
 * @param nextPoll the time until the next poll; zero for a task that has ended, which is due to be emitted at once
 * @param foreign whether the task was made with another API key, and the gateway does not know it under the present one
 */
record Verdict(VideoTask task, Duration nextPoll, boolean foreign) {
    Verdict(VideoTask task, Duration nextPoll) {
        this(task, nextPoll, false);
    }
}
