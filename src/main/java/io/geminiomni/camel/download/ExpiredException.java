package io.geminiomni.camel.download;

import java.io.IOException;

/** The URL has expired; another URL of the same video may work. */
final class ExpiredException extends IOException {
    private static final long serialVersionUID = 1L;

    ExpiredException(int status) {
        super("HTTP " + status);
    }
}
