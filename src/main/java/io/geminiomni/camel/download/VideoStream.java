package io.geminiomni.camel.download;

import io.geminiomni.camel.net.WebHost;
import io.geminiomni.camel.observe.DownloadEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * A video as one stream, over one or more connections. It ends without an error only after the last byte of the file that it
 * began with. After an error each read fails.
 *
 * <p>If the size is known, the last byte is returned by a read of its own. A full disk may take a part of a write and report
 * an error only at the next write, and Camel's file producer does not check how much was taken: this makes a next write.
 *
 * <p>For one reading thread; any thread may call {@link #close}.
 */
final class VideoStream extends VideoInputStream {
    private static final String HOST_MAY_RECOVER = "Try again later: the gateway keeps a video for 3 days.";

    private final VideoSource source;
    private final FreshUrl freshUrl;
    private final AnswerCheck check;
    private final Retries retries;
    private final RateGuard guard;
    private final DownloadReport report;
    private final VideoReceiver receiver;
    private final CurrentRequest current = new CurrentRequest();

    private URI url;
    private URI before;
    private boolean renewed;
    private @Nullable VideoVersion version;
    private @Nullable VideoBody body;
    private @Nullable VideoDownloadException failure;
    private long received;

    VideoStream(
            VideoSource source,
            AnswerCheck check,
            Patience patience,
            DownloadReport report,
            URI url,
            FreshUrl freshUrl,
            VideoReceiver receiver) {
        this.source = source;
        this.check = check;
        this.retries = patience.retries();
        this.guard = new RateGuard(patience.rate(), patience.watchdog(), current::cancel);
        this.url = url;
        this.before = url;
        this.freshUrl = freshUrl;
        this.report = report;
        this.receiver = receiver;
    }

    /** Makes the connection, so that a wrong URL fails before the first read. */
    void connect() throws IOException {
        while (body == null) {
            attempt(() -> {
                body();
                return 0;
            });
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        int count = 0;
        while (count == 0) {
            count = isComplete() ? -1 : attempt(() -> receive(buffer, offset, length));
        }
        if (isComplete()) {
            report.ended(DownloadEvent.Outcome.COMPLETED);
            receiver.complete();
        }
        return count;
    }

    /** Closes the connection without reading the rest. */
    @Override
    public void close() {
        report.ended(DownloadEvent.Outcome.CLOSED);
        guard.close();
        current.cancel();
    }

    private boolean isComplete() {
        return version != null && version.size() == received;
    }

    /** The number of bytes; 0 at the end of an answer, when the next one must be requested. */
    private int receive(byte[] buffer, int offset, int length) throws IOException {
        VideoBody open = body();
        int count = guard.read(open, buffer, offset, butTheLast(length));
        if (count < 0) {
            answerEnded();
            return 0;
        }
        check.checkSize(received + count);
        received += count;
        report.received(count);
        receiver.add(buffer, offset, count);
        retries.received(count);
        if (guard.isTooSlow() && !isComplete()) {
            throw tooSlow();
        }
        return count;
    }

    private int butTheLast(int length) {
        long remaining = version == null ? VideoVersion.UNKNOWN : version.size() - received;
        return remaining > 1 && remaining <= length ? (int) remaining - 1 : length;
    }

    private VideoBody body() throws IOException {
        VideoBody open = body;
        if (open == null) {
            open = request();
            body = open;
            version = open.version();
        }
        return open;
    }

    private VideoBody request() throws IOException {
        if (version == null || received == 0) {
            return source.whole(url, before, current);
        }
        current.takeWaited();
        try {
            return source.rest(url, before, version, received, current);
        } finally {
            guard.waited(current.takeWaited());
        }
    }

    /** At the end of the video, or of the part that the host sent. */
    private void answerEnded() throws IOException {
        abandonBody();
        if (version != null && version.size() == VideoVersion.UNKNOWN) {
            check.checkSize(received);
            version = version.withSize(received);
        }
        if (!isComplete() && !retries.mayGoOn()) {
            throw new UnusableException("the host sends it in parts that are too small", HOST_MAY_RECOVER);
        }
    }

    private static UnusableException tooSlow() {
        return new UnusableException(
                "the host sends fewer bytes a second than the option minDownloadRate requires",
                HOST_MAY_RECOVER + " If the host is always slow, lower minDownloadRate.");
    }

    private void abandonBody() {
        if (body != null) {
            body.close();
            body = null;
        }
    }

    /** An attempt; 0 if it failed and the next one may succeed. */
    private int attempt(Attempt attempt) throws IOException {
        checkUsable();
        long began = report.time();
        try {
            return attempt.run();
        } catch (IOException e) {
            abandonBody();
            checkUsable();
            if (e instanceof ExpiredException) {
                renewUrl(e);
            } else if (e instanceof UnusableException unusable) {
                throw failed(unusable);
            } else if (isUntrusted(e)) {
                throw failed(
                        "the certificate of the host is for another name or is not trusted",
                        "If the host is right, add its certificate to the trust of sslContextParameters.",
                        e);
            } else if (!retries.next()) {
                throw failed(
                        "the connection keeps failing ("
                                + (e instanceof NoAnswerException
                                        ? e.getMessage()
                                        : e.getClass().getSimpleName()) + ")",
                        HOST_MAY_RECOVER + " Or raise the option downloadRetries.",
                        e);
            }
            return 0;
        } finally {
            report.waited(began);
        }
    }

    private static boolean isUntrusted(IOException e) {
        return e instanceof SSLPeerUnverifiedException || e.getCause() instanceof CertificateException;
    }

    private void renewUrl(IOException expired) throws IOException {
        String gone = "its URL does not work (" + expired.getMessage() + ")";
        String advice = "The gateway keeps a video for 3 days. Get the status of the task with operation=status.";
        if (renewed) {
            throw failed(gone + ", although the gateway has just given it", advice, expired);
        }
        renewed = true;
        URI fresh;
        try {
            fresh = freshUrl.get();
        } catch (IOException | RuntimeException e) {
            checkUsable();
            throw failed(gone + ", and the gateway did not give another one", "Try again later.", e);
        }
        if (fresh == null) {
            throw failed(gone + ", and there is no other URL", advice, expired);
        }
        before = url;
        url = fresh;
    }

    /** Checks whether the stream can continue; not called after the video is complete. */
    private void checkUsable() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (guard.isTooSlow()) {
            throw failed(tooSlow());
        }
        if (current.isCancelled()) {
            throw new IOException("The stream of this video is closed");
        }
        if (source.isClosed()) {
            throw failed(VideoHttp.stopped());
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while fetching a video");
        }
    }

    private VideoDownloadException failed(UnusableException e) {
        return failed(String.valueOf(e.getMessage()), e.advice(), e.getCause());
    }

    private VideoDownloadException failed(String what, String advice, @Nullable Throwable cause) {
        report.ended(DownloadEvent.Outcome.FAILED);
        close();
        String size = version == null || version.size() == VideoVersion.UNKNOWN
                ? "an unknown number of"
                : String.valueOf(version.size());
        failure = new VideoDownloadException(
                "The video at " + WebHost.of(url) + " could not be fetched: " + what + ". " + received + " of " + size
                        + " bytes were received, with " + retries.total() + " retries. " + advice,
                cause);
        return failure;
    }

    @FunctionalInterface
    private interface Attempt {
        int run() throws IOException;
    }
}
