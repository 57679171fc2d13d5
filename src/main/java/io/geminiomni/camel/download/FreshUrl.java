package io.geminiomni.camel.download;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Gets a new URL of a video from the gateway when the known one has expired. */
@FunctionalInterface
public interface FreshUrl {
    /**
     * A URL of the same video.
     *
     * @return {@code null} if there is none
     * @throws IOException if the gateway does not answer; this, or any other exception, becomes the cause of the failed
     *     download
     */
    @Nullable URI get() throws IOException;

    /** For a URL that cannot be renewed. */
    static FreshUrl none() {
        return () -> null;
    }
}
