package io.geminiomni.camel.download;

import java.io.IOException;

/** A download that another attempt would not help. {@link VideoStream} adds how far it came. */
final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param what the rest of a sentence about the video, with no URL's path or query
     * @param advice a sentence on what to do
     */
    UnusableException(String what, String advice) {
        super(what);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
