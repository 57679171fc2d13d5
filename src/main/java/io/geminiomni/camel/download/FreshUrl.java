package io.geminiomni.camel.download;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Asks the gateway where a video is now, when the URL at hand no longer works. */
@FunctionalInterface
public interface FreshUrl {
    /**
     * A URL of the same video.
     *
     * @return {@code null} if there is none
     * @throws IOException if the question failed; the download then fails with this, or with whatever else is thrown, as
     *     its cause
     */
    @Nullable URI get() throws IOException;

    /** For a URL that nobody can renew. */
    static FreshUrl none() {
        return () -> null;
    }
}
