package io.geminiomni.camel.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A video could not be fetched completely. A download costs nothing, and the video can be fetched again while the gateway
 * keeps it, which is 3 days.
 *
 * <p>The message names the host, the number of bytes received, and what to do, but never the query of a URL, which may be a
 * signature.
 */
public class VideoDownloadException extends IOException {
    private static final long serialVersionUID = 1L;

    public VideoDownloadException(String message) {
        super(message);
    }

    public VideoDownloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
