package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;

/** What a task is remembered by. */
record TaskName(String channel, String key) {
    static TaskName of(VideoTask task) {
        return new TaskName(task.channel(), task.key());
    }
}
