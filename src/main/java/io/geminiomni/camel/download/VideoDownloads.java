package io.geminiomni.camel.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.random.RandomGenerator;

/**
 * Fetches finished videos, safely: from hosts that {@link DownloadSettings} allow and nowhere else, with no API key,
 * cookies or credentials, and whole or not at all.
 *
 * <p>What it gives is the file as the host names it: that the file is a playable video is not checked. With a proxy, the
 * proxy resolves names, so that a public name with a private address is the proxy's to refuse.
 *
 * <p>A host that does not answer, or sends too slowly, ends its own stream and no other: the streams share neither
 * connections nor locks.
 *
 * <p>For any number of threads. To be closed when no more videos are wanted.
 */
public final class VideoDownloads implements Closeable {
    private final DownloadSettings settings;
    private final RandomGenerator random;
    private final Pause pause;
    private final Waits waits;
    private final Watchdog watchdog = new Watchdog();
    private final VideoHttp http;
    private final VideoSource source;
    private final AnswerCheck check;

    /**
     * @param random for the time between two attempts; used by several threads
     * @param pause passes that time
     * @throws IllegalArgumentException if {@code downloadHosts} holds something that is no host
     */
    public VideoDownloads(DownloadSettings settings, RandomGenerator random, Pause pause) {
        this(settings, random, pause, Waits.of(settings));
    }

    VideoDownloads(DownloadSettings settings, RandomGenerator random, Pause pause, Waits waits) {
        this.settings = settings;
        this.random = random;
        this.pause = pause;
        this.waits = waits;
        HostPolicy policy = new HostPolicy(settings.baseUrl(), settings.allowedHosts());
        this.http = new VideoHttp(settings, policy, watchdog, waits);
        this.check = new AnswerCheck(settings.maxVideoSize());
        this.source = new VideoSource(http, policy, check);
    }

    /**
     * Opens a video. The connection is made here, so that a wrong URL fails here.
     *
     * <p>The stream holds no more than a small buffer. Where its connection breaks, it asks for the rest with a range
     * request, and goes on only if the file is still the same; before its first byte it begins anew instead. Where the
     * host sends too slowly, it fails; the time between two reads does not count. It ends
     * after the video's last byte, and throws a {@link VideoDownloadException} wherever that cannot be had. An interrupt
     * ends the read that comes after it, and every wait between two attempts, with an
     * {@link java.io.InterruptedIOException}; a read that is under way ends with the next byte, after
     * {@link DownloadSettings#idleTimeout()}, or when the stream is closed, which another thread may do. Closing cuts the
     * connection off.
     *
     * @param url of http or https; from https nothing leads back to http
     * @param freshUrl asked at most once per stream, when the host answers 401, 403, 404 or 410
     * @throws VideoDownloadException if the URL is refused, or gives no video
     */
    public InputStream open(URI url, FreshUrl freshUrl) throws IOException {
        Retries retries = new Retries(settings.retries(), settings.minRate(), random, pause);
        ReadingRate rate = new ReadingRate(settings.minRate(), waits.rateWindow(), waits.nanoTime());
        return VideoStream.open(source, check, new Patience(retries, rate, watchdog), url, freshUrl);
    }

    /** How many connections are open: one for each stream that is neither at its end nor closed. */
    public int openConnections() {
        return http.openConnections();
    }

    /** Cuts off the streams that are open: their next read fails. */
    @Override
    public void close() {
        http.close();
        watchdog.close();
    }
}
