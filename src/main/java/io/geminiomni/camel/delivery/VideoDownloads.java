package io.geminiomni.camel.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.random.RandomGenerator;

/** Fetches finished videos over HTTP. */
public final class VideoDownloads implements Closeable {
    /** @param pause passes the time between two attempts */
    public VideoDownloads(DownloadSettings settings, RandomGenerator random, Pause pause) {}

    /** Opens a video. */
    public InputStream open(URI url, FreshUrl freshUrl) throws IOException {
        throw new VideoDownloadException("not built yet");
    }

    @Override
    public void close() {}
}
