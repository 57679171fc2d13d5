package io.geminiomni.camel.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A video could not be fetched, or not whole. Nothing was paid by trying, and the video may be fetched again as long as
 * the gateway keeps it, which is 3 days.
 *
 * <p>The message says from which host, how far it came, and what to do. It never holds a URL's query, which may be a
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
