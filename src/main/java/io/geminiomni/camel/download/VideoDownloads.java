package io.geminiomni.camel.download;

import io.geminiomni.camel.observe.ChannelListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.random.RandomGenerator;

/**
 * Fetches finished videos: only from hosts that {@link DownloadSettings} allow, without API key, cookies and credentials, and
 * completely or not at all. The content is not checked to be a video. With a proxy, the proxy resolves names and has to
 * refuse private addresses.
 *
 * <p>Streams share neither connections nor locks, so a slow host delays its own stream only.
 *
 * <p>Thread-safe.
 */
public final class VideoDownloads implements Closeable {
    private final DownloadSettings settings;
    private final RandomGenerator random;
    private final Pause pause;
    private final Waits waits;
    private final ChannelListener listener;
    private final Watchdog watchdog = new Watchdog();
    private final VideoHttp http;
    private final VideoSource source;
    private final AnswerCheck check;

    /**
     * @param random for the delay between two attempts; used by several threads
     * @throws IllegalArgumentException if an entry of {@code downloadHosts} is not a host
     */
    public VideoDownloads(DownloadSettings settings, RandomGenerator random, Pause pause, ChannelListener listener) {
        this(settings, random, pause, Waits.of(settings), listener);
    }

    VideoDownloads(
            DownloadSettings settings, RandomGenerator random, Pause pause, Waits waits, ChannelListener listener) {
        this.settings = settings;
        this.random = random;
        this.pause = pause;
        this.waits = waits;
        this.listener = listener;
        HostPolicy policy = new HostPolicy(settings.baseUrl(), settings.allowedHosts());
        this.http = new VideoHttp(settings, policy, watchdog, waits);
        this.check = new AnswerCheck(settings.maxVideoSize());
        this.source = new VideoSource(http, policy, check);
    }

    /**
     * Opens a video. The connection is made here, so that a wrong URL fails here.
     *
     * <p>The stream has a small buffer only. After a broken connection it requests the rest with a range request, and
     * continues only if the file is the same; before the first byte it starts again. It fails if the host sends too slowly;
     * the time between two reads does not count. It ends after the last byte of the video, or with a
     * {@link VideoDownloadException}. An interrupt ends the next read, and a wait between two attempts, with an
     * {@link java.io.InterruptedIOException}. A running read ends with the next byte, after
     * {@link DownloadSettings#idleTimeout()}, or when any thread closes the stream.
     *
     * @param url of http or https; https never leads to http
     * @param freshUrl used at most once per stream, when the host answers 400, 401, 403, 404 or 410
     * @throws VideoDownloadException if the URL is not allowed or has no video
     */
    public InputStream open(URI url, FreshUrl freshUrl) throws IOException {
        return open(url, freshUrl, VideoReceiver.none());
    }

    /**
     * Opens a video as {@link #open(URI, FreshUrl)} does.
     *
     * @param receiver is given what the stream receives, on the thread that reads it
     */
    public InputStream open(URI url, FreshUrl freshUrl, VideoReceiver receiver) throws IOException {
        Retries retries = new Retries(settings.retries(), settings.minRate(), random, pause);
        ReadingRate rate = new ReadingRate(settings.minRate(), waits.rateWindow(), waits.nanoTime());
        DownloadReport report = new DownloadReport(listener, waits.nanoTime());
        Patience patience = new Patience(retries, rate, watchdog);
        VideoStream stream = new VideoStream(source, check, patience, report, url, freshUrl, receiver);
        stream.connect();
        return stream;
    }

    /** The number of open connections: one for each open stream. */
    public int openConnections() {
        return http.openConnections();
    }

    /** Ends all open streams: their next read fails. */
    @Override
    public void close() {
        http.close();
        watchdog.close();
    }
}
