package io.geminiomni.camel.option;

/** How much of a video's URL is in the JSON of a task or a video. */
public enum JsonVideoUrl {
    /** Nothing. */
    none,

    /** The whole URL. */
    full
}
