package io.geminiomni.camel.download;

import java.io.IOException;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Checks that an answer has the requested video. The exception says whether another attempt, or another URL, may help. */
final class AnswerCheck {
    static final String HOST_AT_FAULT = "The fault is at the host, or at a server in between.";
    private static final String FETCH_AGAIN = "Fetch it again from its beginning.";

    private final long maxVideoSize;

    AnswerCheck(long maxVideoSize) {
        this.maxVideoSize = maxVideoSize;
    }

    VideoBody whole(HostAnswer answer) throws IOException {
        checkStatus(answer, 200);
        checkContent(answer);
        if (answer.length() < 0 && !answer.isChunked()) {
            throw new UnusableException(
                    "the host does not announce its length, so that a broken connection would not be noticed",
                    HOST_AT_FAULT);
        }
        VideoVersion version = VideoVersion.of(answer);
        checkSize(version.size());
        return new VideoBody(answer, version, version.size());
    }

    VideoBody rest(HostAnswer answer, VideoVersion version, long start) throws IOException {
        if (answer.status() == 200 || answer.status() == 412 || answer.status() == 416) {
            throw new UnusableException(
                    "the connection broke, and the host did not send the rest (HTTP " + answer.status()
                            + "): it does not support range requests, or the file has changed",
                    FETCH_AGAIN);
        }
        checkStatus(answer, 206);
        checkContent(answer);
        ContentRange range = ContentRange.parse(answer.header(HttpHeaders.CONTENT_RANGE));
        if (range == null
                || range.start() != start
                || (answer.length() >= 0 && answer.length() != range.end() - start)) {
            throw new UnusableException(
                    "the connection broke, and the host sent another part than the rest", HOST_AT_FAULT);
        }
        long size = version.size() == VideoVersion.UNKNOWN ? range.size() : version.size();
        if (size == VideoVersion.UNKNOWN
                || range.end() > size
                || (range.size() != VideoVersion.UNKNOWN && range.size() != size)
                || !version.isThatOf(answer)) {
            throw new UnusableException(
                    "the connection broke, and the rest is of another version of the file", FETCH_AGAIN);
        }
        checkSize(size);
        return new VideoBody(answer, version.withSize(size), range.end() - start);
    }

    /** @param size announced, or received so far */
    void checkSize(long size) throws UnusableException {
        if (size == 0) {
            throw new UnusableException("it is empty", HOST_AT_FAULT);
        }
        if (size > maxVideoSize) {
            throw new UnusableException(
                    "it is larger than " + maxVideoSize + " bytes",
                    "If a video may be so large, raise the option maxVideoSize.");
        }
    }

    private static void checkStatus(HostAnswer answer, int wanted) throws IOException {
        int status = answer.status();
        if (status == wanted) {
            return;
        }
        switch (status) {
            // Google Cloud Storage, and S3 with temporary credentials, answer 400 when a signature has expired.
            case 400, 401, 403, 404, 410 -> throw new ExpiredException(status);
            case 408, 425, 429, 500, 502, 503, 504 -> throw new IOException("HTTP " + status);
            case 407 ->
                throw new UnusableException(
                        "the proxy requires credentials",
                        "None are sent: set proxyHost to a proxy that requires none.");
            default -> throw new UnusableException("the host answered HTTP " + status, HOST_AT_FAULT);
        }
    }

    private static void checkContent(HostAnswer answer) throws UnusableException {
        String type = lower(answer.header(HttpHeaders.CONTENT_TYPE));
        if (type.contains("html") || type.contains("json") || type.contains("xml")) {
            throw new UnusableException(
                    "the host answered with " + type.replaceAll("[;\\s].*", "") + " instead of a video", HOST_AT_FAULT);
        }
        String encoding = lower(answer.header(HttpHeaders.CONTENT_ENCODING));
        if (!encoding.isEmpty() && !encoding.equals("identity")) {
            throw new UnusableException("the host compressed it (Content-Encoding) without being asked", HOST_AT_FAULT);
        }
    }

    private static String lower(@Nullable String value) {
        return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    }
}
