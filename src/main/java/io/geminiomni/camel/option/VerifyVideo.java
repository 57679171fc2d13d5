package io.geminiomni.camel.option;

/** What is done about a video that is not what was asked for: of another duration or size, or no whole MP4 file. */
public enum VerifyVideo {
    /** Nothing: videos are not measured. */
    off,

    /** It is logged as a warning. */
    warn,

    /** The video is not passed on, and its task is parked at once. */
    park
}
