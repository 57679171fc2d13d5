package io.geminiomni.camel.observe;

import java.time.Duration;

/**
 * The end of a download.
 *
 * @param duration how long the download waited for the host: the time between two reads does not count
 */
public record DownloadEvent(Outcome outcome, long bytes, Duration duration) {
    /** How a download ended. */
    public enum Outcome {
        COMPLETED,
        FAILED,
        /** The reader closed the stream before the end of the video. */
        CLOSED
    }
}
