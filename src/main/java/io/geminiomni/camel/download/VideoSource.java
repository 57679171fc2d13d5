package io.geminiomni.camel.download;

import io.geminiomni.camel.net.Uris;
import io.geminiomni.camel.net.WebHost;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/** Requests a video, or the rest of one. Each redirect is checked before it is followed. */
final class VideoSource {
    private static final int MAX_REDIRECTS = 3;

    private final VideoHttp http;
    private final HostPolicy policy;
    private final AnswerCheck check;

    VideoSource(VideoHttp http, HostPolicy policy, AnswerCheck check) {
        this.http = http;
        this.policy = policy;
        this.check = check;
    }

    /**
     * The video from its start.
     *
     * @param before the URL that led to this one, or the same
     */
    VideoBody whole(URI url, URI before, CurrentRequest current) throws IOException {
        HostAnswer answer = follow(url, before, List.of(), current);
        try {
            return check.whole(answer);
        } catch (IOException | RuntimeException | Error e) {
            answer.close();
            throw e;
        }
    }

    /** The rest of the video, if the file is still the same. */
    VideoBody rest(URI url, URI before, VideoVersion version, long start, CurrentRequest current) throws IOException {
        String validator = version.validator();
        if (validator == null) {
            throw new UnusableException(
                    "the connection broke, and the host names no version of the file, without which the rest cannot be requested",
                    "Fetch it again from its beginning.");
        }
        List<Header> headers = List.of(
                new BasicHeader(HttpHeaders.RANGE, "bytes=" + start + "-"),
                new BasicHeader(HttpHeaders.IF_RANGE, validator));
        HostAnswer answer = follow(url, before, headers, current);
        try {
            return check.rest(answer, version, start);
        } catch (IOException | RuntimeException | Error e) {
            answer.close();
            throw e;
        }
    }

    boolean isClosed() {
        return http.isClosed();
    }

    private HostAnswer follow(URI start, URI before, List<Header> headers, CurrentRequest current) throws IOException {
        URI from = before;
        URI url = start;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            policy.check(url, from);
            HostAnswer answer = http.get(url, headers, current);
            if (!isRedirect(answer.status())) {
                return answer;
            }
            answer.close();
            from = url;
            url = target(url, answer.header(HttpHeaders.LOCATION));
        }
        throw new UnusableException(
                "its URL leads through more than " + MAX_REDIRECTS + " redirects, last to " + WebHost.of(url),
                "The fault is at the host.");
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    static URI target(URI from, @Nullable String location) throws UnusableException {
        try {
            if (location != null) {
                return resolve(from, location.strip());
            }
        } catch (URISyntaxException e) {
            // not as a cause: its message has the URL
        }
        throw new UnusableException("its host redirects to no valid URL", "The fault is at the host.");
    }

    /** Keeps the location as it is, because it may be signed. */
    private static URI resolve(URI from, String location) throws URISyntaxException {
        if (location.startsWith("?")) { // java.net.URI would drop the last segment of the path
            return Uris.parse(from.getScheme() + "://" + from.getRawAuthority() + from.getRawPath() + location);
        }
        URI base = from.getRawPath().isEmpty() ? from.resolve("/") : from;
        return base.resolve(Uris.parse(location));
    }
}
