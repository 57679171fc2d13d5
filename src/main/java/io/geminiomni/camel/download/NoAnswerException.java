package io.geminiomni.camel.download;

import java.io.IOException;
import java.time.Duration;

/** The head of an answer was not complete in time. */
final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(Duration within) {
        super("no answer within " + within.toMillis() + " ms, which is connectTimeout and requestTimeout together");
    }
}
