package io.geminiomni.camel.option;

/** Whether the JSON of a task or a video has the URL of the video. */
public enum JsonVideoUrl {
    /** No. */
    none,

    /** Yes, the whole URL. */
    full
}
