package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;

/** Identifies a task in memory. */
record TaskName(String channel, String key) {
    static TaskName of(VideoTask task) {
        return new TaskName(task.channel(), task.key());
    }
}
