package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geminiomni.camel.net.PublicAddress;
import io.geminiomni.camel.net.Uris;
import io.geminiomni.camel.net.WebHost;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.BasicHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Whatever URL a video has and whatever its host answers: nobody is asked but a host that is allowed, and nothing is mixed up. */
class VideoHostFuzzTest {
    private static final String LABEL = "[a-z0-9_-]+";
    private static final long SIZE = 5_000;
    private static final int START = 1_000;

    private final HostPolicy open = policy();
    private final HostPolicy closed = policy("*.cdn.example", "10.0.0.7");

    /** An input is the URL of a video and, line by line, where its hosts redirect to. */
    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "https://",
        "http://",
        "//",
        "@",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1%eth0]",
        "127.0.0.1",
        "169.254.169.254",
        "localhost",
        "cdn.example",
        "a.cdn.example",
        "10.0.0.7",
        "gateway.example",
        ":443",
        "%2e",
        "?sig=secret",
        ".."
    })
    void url(byte[] input) throws HttpException {
        String[] urls = new String(input, StandardCharsets.UTF_8).split("\n", 5);
        follow(open, urls);
        follow(closed, urls);
    }

    private static void follow(HostPolicy policy, String[] urls) throws HttpException {
        try {
            URI url = Uris.parse(urls[0]);
            URI before = url;
            for (String next : urls) {
                policy.check(url, before);
                assertIsAllowed(policy, url);
                before = url;
                url = VideoSource.target(url, next);
            }
        } catch (URISyntaxException noUrl) {
            return;
        } catch (UnusableException declared) {
            assertThat(declared.getMessage()).doesNotContain("sig=secret");
        }
    }

    private static void assertIsAllowed(HostPolicy policy, URI url) throws HttpException {
        String judged = HostPattern.normal(WebHost.of(url));
        String asked = HostPattern.normal(
                RoutingSupport.determineHost(new HttpGet(url)).getHostName());
        assertThat(asked).isEqualTo(judged);
        InetAddress address = HostPattern.literal(judged);
        boolean isPublic = address == null ? isName(judged) : PublicAddress.test(address);
        assertThat(isPublic || policy.names(judged, WebHost.portOf(url)))
                .as(judged)
                .isTrue();
    }

    private static boolean isName(String host) {
        List<String> labels = List.of(host.split("\\.", -1));
        return labels.size() > 1
                && labels.stream().allMatch(label -> label.matches(LABEL))
                && !Character.isDigit(labels.get(labels.size() - 1).charAt(0));
    }

    /** An input is the {@code Content-Range} of a host that was asked for the rest of a video. */
    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({"bytes ", "1000-4999/5000", "1000-1999/*", "bytes 1000-", "/", "999999999999999999"})
    void contentRange(byte[] input) throws Exception {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        ContentRange range = ContentRange.parse(value);
        if (range != null) {
            assertThat(range.start()).isBetween(0L, range.end() - 1);
            assertThat(range.size() == VideoVersion.UNKNOWN || range.end() <= range.size())
                    .isTrue();
        }
        ClassicHttpResponse response = new BasicClassicHttpResponse(206);
        response.addHeader(HttpHeaders.CONTENT_RANGE, value);
        response.addHeader(HttpHeaders.ETAG, "\"a\"");
        response.setEntity(new BasicHttpEntity(InputStream.nullInputStream(), ContentType.DEFAULT_BINARY));
        VideoVersion version = new VideoVersion(SIZE, "\"a\"", null);
        try (VideoBody rest = rest(response, version)) {
            assertThat(value.strip()).matches("(?i)bytes\\s+0*1000-[0-9]+/(0*5000|\\*)");
            assertThat(rest.version()).isEqualTo(version);
        } catch (UnusableException declared) {
            assertThat(declared.getMessage()).contains("rest");
        }
    }

    private static VideoBody rest(ClassicHttpResponse response, VideoVersion version) throws Exception {
        return new AnswerCheck(Long.MAX_VALUE).rest(new HostAnswer(() -> true, response, null), version, START);
    }

    private static HostPolicy policy(String... allowed) {
        return new HostPolicy(URI.create("https://gateway.example"), List.of(allowed));
    }
}
