package io.geminiomni.camel.download;

import java.io.IOException;

/** The URL no longer works, but another one of the same video may. */
final class ExpiredException extends IOException {
    private static final long serialVersionUID = 1L;

    ExpiredException(int status) {
        super("HTTP " + status);
    }
}
