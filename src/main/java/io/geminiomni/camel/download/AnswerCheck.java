package io.geminiomni.camel.download;

import java.io.IOException;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Whether an answer brings what was asked for. What it throws tells if another attempt, or another URL, may help. */
final class AnswerCheck {
    private static final String HOST_AT_FAULT = "The host is at fault, or something between it and here.";
    private static final String FETCH_AGAIN = "Fetch it again from its beginning.";

    private final long maxVideoSize;

    AnswerCheck(long maxVideoSize) {
        this.maxVideoSize = maxVideoSize;
    }

    /** The answer to a request for the whole video. */
    VideoBody whole(HostAnswer answer) throws IOException {
        checkStatus(answer, 200);
        checkContent(answer);
        if (answer.length() < 0 && !answer.isChunked()) {
            throw new UnusableException(
                    "the host does not say how long it is, so that a break would not show", HOST_AT_FAULT);
        }
        VideoVersion version = VideoVersion.of(answer);
        checkSize(version.size());
        return new VideoBody(answer, version, version.size());
    }

    /** The answer to a request for the rest of a video. */
    VideoBody rest(HostAnswer answer, VideoVersion version, long start) throws IOException {
        if (answer.status() == 200 || answer.status() == 412 || answer.status() == 416) {
            throw new UnusableException(
                    "the connection broke, and the host would not give the rest (HTTP " + answer.status()
                            + "): it has no range requests, or the file has changed meanwhile",
                    FETCH_AGAIN);
        }
        checkStatus(answer, 206);
        checkContent(answer);
        ContentRange range = ContentRange.parse(answer.header(HttpHeaders.CONTENT_RANGE));
        if (range == null
                || range.start() != start
                || (answer.length() >= 0 && answer.length() != range.end() - start)) {
            throw new UnusableException(
                    "the connection broke, and the host gave another part than the rest", HOST_AT_FAULT);
        }
        long size = version.size() == VideoVersion.UNKNOWN ? range.size() : version.size();
        if (size == VideoVersion.UNKNOWN
                || range.end() > size
                || (range.size() != VideoVersion.UNKNOWN && range.size() != size)
                || !version.isThatOf(answer)) {
            throw new UnusableException(
                    "the connection broke, and the file that the rest would be of is another one", FETCH_AGAIN);
        }
        checkSize(size);
        return new VideoBody(answer, version.withSize(size), range.end() - start);
    }

    /** @param size announced or counted so far */
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
            case 401, 403, 404, 410 -> throw new ExpiredException(status);
            case 408, 425, 429, 500, 502, 503, 504 -> throw new IOException("HTTP " + status);
            case 407 ->
                throw new UnusableException(
                        "the proxy wants credentials", "It gets none: set proxyHost to one that lets videos pass.");
            default -> throw new UnusableException("the host answered HTTP " + status, HOST_AT_FAULT);
        }
    }

    private static void checkContent(HostAnswer answer) throws UnusableException {
        String type = lower(answer.header(HttpHeaders.CONTENT_TYPE));
        if (type.contains("html") || type.contains("json") || type.contains("xml")) {
            throw new UnusableException(
                    "the host answered with " + type.replaceAll("[;\\s].*", "") + ", no video", HOST_AT_FAULT);
        }
        String encoding = lower(answer.header(HttpHeaders.CONTENT_ENCODING));
        if (!encoding.isEmpty() && !encoding.equals("identity")) {
            throw new UnusableException("the host packed it (Content-Encoding), unasked", HOST_AT_FAULT);
        }
    }

    private static String lower(@Nullable String value) {
        return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    }
}
