package io.geminiomni.camel.download;

import java.io.IOException;

/** A failure that another attempt would not change. {@link VideoStream} adds how many bytes were received. */
final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param what the end of a sentence about the video, without path and query of a URL
     * @param advice what to do, as a sentence
     */
    UnusableException(String what, String advice) {
        super(what);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
