package io.geminiomni.camel.download;

import static io.geminiomni.camel.download.ScriptedHost.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geminiomni.camel.observe.ChannelListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class VideoDownloadsTest {
    private static final byte[] VIDEO = video(100_000);
    private static final String WHOLE = "200 OK|Content-Type: video/mp4|ETag: \"v1\"|Content-Length: " + VIDEO.length;
    private static final int RETRIES = 3;

    private final ScriptedHost host = new ScriptedHost();
    private final List<Duration> pauses = new ArrayList<>();
    private final VideoDownloads downloads = downloads(host, VIDEO.length);

    @AfterEach
    void close() {
        downloads.close();
        host.close();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void a_video_arrives_whole_in_one_request() throws Exception {
        host.then(WHOLE, VIDEO);

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests()).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void the_request_holds_nothing_but_what_it_needs() throws Exception {
        host.then("302 Found|Set-Cookie: a=b; Path=/|Location: /moved?X-Sig=a%2Fb%20c+d&e=%C3%A9~")
                .then("401 No|WWW-Authenticate: Basic realm=\"x\"")
                .then(WHOLE, VIDEO);

        assertThat(fetch(() -> host.url("/fresh?t=1"))).isEqualTo(VIDEO);
        assertThat(host.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.headers().keySet())
                        .containsExactlyInAnyOrder("Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"));
        assertThat(host.requests().get(0).header("Accept-Encoding")).isEqualTo("identity");
        assertThat(host.requests().get(0).header("Connection")).isEqualTo("close");
        assertThat(host.requests().get(1).line()).isEqualTo("GET /moved?X-Sig=a%2Fb%20c+d&e=%C3%A9~ HTTP/1.1");
    }

    @Test
    void a_video_may_be_read_byte_by_byte() throws Exception {
        host.then("200 OK|Content-Length: 3", new byte[] {1, -1, 3});

        try (InputStream in = open()) {
            assertThat(in.read(new byte[0])).isZero();
            assertThat(new int[] {in.read(), in.read(), in.read(), in.read(), in.read()})
                    .containsExactly(1, 255, 3, -1, -1);
        }
    }

    @Test
    void a_video_of_unknown_length_ends_with_its_last_chunk() throws Exception {
        host.then("200 OK|Transfer-Encoding: chunked", chunked(VIDEO, true));

        assertThat(fetch()).isEqualTo(VIDEO);
    }

    @Test
    void a_host_may_take_its_time_as_long_as_it_is_not_silent() throws Exception {
        host.then(out -> {
            write(out, "200 OK|Content-Length: 50", new byte[0]);
            for (int i = 0; i < 50; i++) {
                out.write(i);
                out.flush();
                new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
            }
        });

        assertThat(fetch()).hasSize(50);
        assertThat(host.requests()).hasSize(1);
    }

    // -- breaks

    @Test
    void a_break_is_resumed_by_the_tag_of_the_file() throws Exception {
        host.then(WHOLE, part(0, 40_000))
                .then(rest(40_000), part(40_000, 90_000))
                .then(rest(90_000), part(90_000));

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests())
                .extracting(request -> request.header("Range"))
                .containsExactly(null, "bytes=40000-", "bytes=90000-");
        assertThat(host.requests())
                .extracting(request -> request.header("If-Range"))
                .containsExactly(null, "\"v1\"", "\"v1\"");
        assertThat(pauses).hasSize(2).allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(1001)));
    }

    @Test
    void a_break_is_resumed_by_the_date_where_the_tag_is_weak() throws Exception {
        String date = "|Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT";
        host.then(
                        "200 OK|ETag: W/\"v1\"|Date: Sun, 01 Nov 2026 10:00:01 GMT" + date + "|Content-Length: "
                                + VIDEO.length,
                        part(0, 1))
                .then("206 Part|Content-Range: bytes 1-9/" + VIDEO.length + "|Content-Length: 9", part(1, 10))
                .then(rest(10) + date, part(10));

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests().get(1).header("If-Range")).isEqualTo("Sun, 01 Nov 2026 10:00:00 GMT");
    }

    @Test
    void a_host_may_give_the_rest_in_parts() throws Exception {
        host.then(WHOLE, part(0, 10))
                .then("206 Part|ETag: \"v1\"|Content-Length: 10|Content-Range: bytes 10-19/*", part(10, 20))
                .then(
                        "206 Part|ETag: \"v1\"|Transfer-Encoding: chunked|Content-Range: bytes 20-99/100000",
                        chunked(part(20, 100), true))
                .then(rest(100), part(100));

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(pauses).as("a part is no failure").hasSize(1);
    }

    @Test
    void a_break_in_a_video_of_unknown_length_is_resumed() throws Exception {
        host.then("200 OK|ETag: \"v1\"|Transfer-Encoding: chunked", chunked(part(0, 500), false))
                .then(rest(500), part(500));

        assertThat(fetch()).isEqualTo(VIDEO);
    }

    @Test
    void a_break_before_the_first_byte_begins_anew_even_with_another_file() throws Exception {
        host.then("200 OK|ETag: \"old\"|Content-Length: 7").then(WHOLE, VIDEO);

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests().get(1).header("Range")).isNull();
    }

    @Test
    void silence_is_a_break() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (VideoDownloads impatient =
                downloads(settings(host, VIDEO.length, Duration.ofMillis(150), List.of(), null, null))) {
            host.then(out -> {
                        write(out, WHOLE, part(0, 10));
                        end.await();
                    })
                    .then(rest(10), part(10));

            assertThat(impatient.open(url(), FreshUrl.none()).readAllBytes()).isEqualTo(VIDEO);
        } finally {
            end.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"408", "425", "429", "500", "502", "503", "504"})
    void a_host_that_cannot_now_is_asked_again(String status) throws Exception {
        host.then(status + " Later").then(WHOLE, VIDEO);

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void a_connection_without_an_answer_is_tried_again() throws Exception {
        host.then(out -> {}).then(out -> out.write("HTT".getBytes(StandardCharsets.US_ASCII)));
        host.then(WHOLE, VIDEO);

        assertThat(fetch()).isEqualTo(VIDEO);
    }

    @Test
    void retries_without_progress_come_to_an_end() {
        host.then(WHOLE, part(0, 10));
        for (int i = 0; i < RETRIES; i++) {
            host.then("503 Busy");
        }

        assertThat(failure())
                .hasMessageContaining("10 of 100000 bytes")
                .hasMessageContaining("with 3 retries")
                .hasMessageContaining("downloadRetries");
        assertThat(host.requests()).hasSize(1 + RETRIES);
    }

    @Test
    void progress_starts_the_count_of_retries_again() throws Exception {
        host.then(WHOLE, part(0, 1));
        for (int i = 1; i <= 10; i++) {
            host.then("503 Busy").then("503 Busy").then(rest(i), part(i, i + 1));
        }
        host.then(rest(11), part(11));

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(pauses).hasSize(31);
    }

    @Test
    void a_port_where_nobody_listens_fails_when_opened() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + port + "/?s=secret");

        try (VideoDownloads trusting =
                downloads(settings(host, VIDEO.length, Duration.ofSeconds(10), List.of("127.0.0.1"), null, null))) {
            assertThatThrownBy(() -> trusting.open(url, FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining("0 of an unknown number of bytes")
                    .hasMessageNotContaining("secret");
        }
        assertThat(pauses).hasSize(RETRIES);
    }

    @Test
    void a_complete_video_stays_complete_after_a_stop() throws Exception {
        host.then(WHOLE, VIDEO);

        InputStream in = open();
        assertThat(in.readNBytes(VIDEO.length)).isEqualTo(VIDEO);
        downloads.close();

        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void an_endless_head_is_no_answer() {
        for (int i = 0; i <= RETRIES; i++) {
            host.then(out -> {
                byte[] line = new byte[1024];
                Arrays.fill(line, (byte) 'x');
                out.write("HTTP/1.1 200 OK\r\nA: ".getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write(line);
                }
            });
        }

        assertThat(failure()).hasMessageContaining("keeps failing");
    }

    // -- files that are not the one

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200 OK|ETag: \"v2\"|Content-Length: 3; did not send the rest",
                "416 No|Content-Range: bytes */100000; did not send the rest",
                "412 No; did not send the rest",
                "206 Part|Content-Length: 99990|ETag: \"v2\"|Content-Range: bytes 10-99999/100000; another version",
                "206 Part|Content-Length: 99990|Content-Range: bytes 10-99999/100000; another version",
                "206 Part|Content-Length: 99989|ETag: \"v1\"|Content-Range: bytes 10-99998/99999; another version",
                "206 Part|Content-Length: 99991|ETag: \"v1\"|Content-Range: bytes 10-100000/*; another version",
                "206 Part|Content-Length: 100000|ETag: \"v1\"|Content-Range: bytes 0-99999/100000; another part",
                "206 Part|Content-Length: 99991|ETag: \"v1\"|Content-Range: bytes 10-99999/100000; another part",
                "206 Part|Content-Length: 99990|ETag: \"v1\"; another part",
                "206 Part|Content-Type: multipart/byteranges; another part",
                "204 Nothing; HTTP 204",
            })
    void a_rest_that_does_not_fit_is_an_error(String head, String message) {
        host.then(WHOLE, part(0, 10)).then(head, part(10));

        assertThat(failure()).hasMessageContaining(message).hasMessageContaining("10 of 100000 bytes");
        assertThat(host.requests()).hasSize(2);
    }

    @Test
    void a_rest_of_unknown_size_to_a_beginning_of_unknown_size_is_an_error() {
        host.then("200 OK|ETag: \"v1\"|Transfer-Encoding: chunked", chunked(part(0, 10), false))
                .then("206 Part|ETag: \"v1\"|Content-Length: 10|Content-Range: bytes 10-19/*", part(10, 20));

        assertThat(failure()).hasMessageContaining("another version");
    }

    @Test
    void a_rest_of_another_date_is_an_error() {
        host.then(
                        "200 OK|Date: Sun, 01 Nov 2026 10:00:01 GMT|Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT"
                                + "|Content-Length: " + VIDEO.length,
                        part(0, 10))
                .then(rest(10) + "|Last-Modified: Sun, 01 Nov 2026 10:00:05 GMT", part(10));

        assertThat(failure()).hasMessageContaining("another version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|ETag: W/\"v1\"",
                "|Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT",
                "|Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT|Date: Sun, 01 Nov 2026 10:00:00 GMT",
            })
    void a_file_that_cannot_be_told_from_its_successor_is_not_resumed(String weak) {
        host.then("200 OK|Content-Length: 100000" + weak, part(0, 10));

        assertThat(failure()).hasMessageContaining("names no version");
        assertThat(host.requests()).hasSize(1);
    }

    @Test
    void more_bytes_than_announced_are_an_error() {
        host.then("200 OK|ETag: \"v1\"|Content-Length: 99990", VIDEO);

        assertThat(failure()).hasMessageContaining("more bytes came than were announced");
    }

    @Test
    void more_bytes_than_a_part_announced_are_an_error() {
        host.then(WHOLE, part(0, 10))
                .then(
                        "206 Part|ETag: \"v1\"|Transfer-Encoding: chunked|Content-Range: bytes 10-19/100000",
                        chunked(part(10, 30), true));

        assertThat(failure()).hasMessageContaining("more bytes came than were announced");
    }

    @Test
    void fewer_bytes_than_a_part_announced_are_a_break() throws Exception {
        host.then(WHOLE, part(0, 10))
                .then(
                        "206 Part|ETag: \"v1\"|Transfer-Encoding: chunked|Content-Range: bytes 10-99999/100000",
                        chunked(part(10, 30), true))
                .then(rest(30), part(30));

        assertThat(fetch()).isEqualTo(VIDEO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK|Content-Length: 100001; maxVideoSize",
                "200 OK|Content-Length: 0; empty",
                "200 OK|Content-Type: Text/HTML; charset=utf-8|Content-Length: 9; text/html",
                "200 OK|Content-Type: application/problem+json|Content-Length: 9; problem+json",
                "200 OK|Content-Type: application/xml|Content-Length: 9; xml",
                "200 OK|Content-Encoding: gzip|Content-Length: 9; Content-Encoding",
                "200 OK|Content-Type: video/mp4; does not announce its length",
                "206 Part|Content-Length: 3|Content-Range: bytes 0-2/9; HTTP 206",
                "204 Nothing; HTTP 204",
                "304 Same; HTTP 304",
                "400 Bad; HTTP 400",
                "407 Proxy; credentials",
                "418 Teapot; HTTP 418",
            })
    void an_answer_that_is_no_video_fails_when_opened(String heads) {
        int last = heads.lastIndexOf("; ");
        host.then(heads.substring(0, last), "something".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(this::open)
                .isInstanceOf(VideoDownloadException.class)
                .hasMessageContaining(heads.substring(last + 2));
        assertThat(host.requests()).hasSize(1);
    }

    @Test
    void a_video_that_grows_beyond_the_limit_is_an_error() {
        host.then("200 OK|Transfer-Encoding: chunked", chunked(video(VIDEO.length + 1), true));

        assertThat(failure()).hasMessageContaining("maxVideoSize");
    }

    @Test
    void a_rest_that_makes_the_video_too_large_is_an_error() {
        host.then("200 OK|ETag: \"v1\"|Transfer-Encoding: chunked", chunked(part(0, 10), false))
                .then("206 Part|ETag: \"v1\"|Content-Length: 10|Content-Range: bytes 10-19/100001", part(10, 20));

        assertThat(failure()).hasMessageContaining("maxVideoSize");
    }

    @Test
    void a_video_of_no_chunks_is_empty() {
        host.then("200 OK|Transfer-Encoding: chunked", chunked(new byte[0], true));

        assertThat(failure()).hasMessageContaining("empty");
    }

    @Test
    void an_error_stays_an_error() throws Exception {
        host.then("200 OK|Content-Length: 100000", part(0, 10));

        InputStream in = open();
        assertThat(in.readNBytes(10)).hasSize(10);
        assertThatThrownBy(in::read).isInstanceOf(VideoDownloadException.class);
        assertThatThrownBy(in::read).isInstanceOf(VideoDownloadException.class);
        in.close();
        assertThatThrownBy(in::readAllBytes).isInstanceOf(VideoDownloadException.class);
    }

    // -- redirects

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void three_redirects_are_followed(int status) throws Exception {
        host.then(status + " Moved|Location: /b//%2Fx+y:z/c?d=e%2fF+")
                .then(status + " Moved|Location: ?f=g")
                .then(status + " Moved|Location: " + host.url("/h"))
                .then(WHOLE, VIDEO);

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests())
                .extracting(ScriptedHost.Asked::line)
                .containsExactly(
                        "GET /video.mp4?signature=secret HTTP/1.1",
                        "GET /b//%2Fx+y:z/c?d=e%2fF+ HTTP/1.1",
                        "GET /b//%2Fx+y:z/c?f=g HTTP/1.1",
                        "GET /h HTTP/1.1");
    }

    @Test
    void a_loop_ends_after_three_redirects() {
        for (int i = 0; i < 9; i++) {
            host.then("302 Found|Location: /video.mp4?signature=secret");
        }

        assertThat(failure()).hasMessageContaining("more than 3 redirects");
        assertThat(host.requests()).hasSize(4);
    }

    @Test
    void each_attempt_goes_the_whole_way_again() throws Exception {
        host.then("302 Found|Location: /a").then(WHOLE, part(0, 10));
        host.then("302 Found|Location: /b").then(rest(10), part(10));

        assertThat(fetch()).isEqualTo(VIDEO);
        assertThat(host.requests().get(3).header("If-Range")).isEqualTo("\"v1\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.168.0.1:%d/x?signature=secret",
                "http://[fd00::1]:%d/x?signature=secret",
                "http://127.0.0.2:%d/x?signature=secret",
                "http://169.254.169.254/latest",
                "//10.0.0.1/x",
                "file:///etc/passwd",
                "http://user:secret@127.0.0.1:%d/",
                "http://a b/?signature=secret",
            })
    void a_redirect_to_where_no_video_may_be_is_not_followed(String location) {
        host.then("302 Found|Location: " + location.formatted(host.port()));

        assertThat(failure()).hasMessageContaining("URL");
        assertThat(host.requests()).hasSize(1);
    }

    @Test
    void a_relative_redirect_from_a_host_without_a_path_stays_there() throws Exception {
        host.then("302 Found|Location: a.mp4").then(WHOLE, VIDEO);

        assertThat(downloads.open(host.url(""), FreshUrl.none()).readAllBytes()).isEqualTo(VIDEO);
        assertThat(host.requests())
                .extracting(ScriptedHost.Asked::line)
                .containsExactly("GET / HTTP/1.1", "GET /a.mp4 HTTP/1.1");
    }

    @Test
    void a_redirect_to_nowhere_is_an_error() {
        host.then("302 Found");

        assertThat(failure()).hasMessageContaining("redirects to no valid URL");
    }

    @Test
    void a_name_that_resolves_to_a_private_address_is_refused_when_connecting() {
        HostPolicy trusting = new HostPolicy(URI.create("http://gateway.test"), List.of());
        DownloadSettings settings = settings(host, 10, Duration.ofSeconds(5), List.of(), null, null);
        try (Watchdog watchdog = new Watchdog();
                VideoHttp http = new VideoHttp(settings, trusting, watchdog, Waits.of(settings))) {
            assertThatThrownBy(() -> http.get(host.url("/"), List.of(), new CurrentRequest()))
                    .isInstanceOf(UnusableException.class)
                    .hasMessageContaining("not on the public internet");
        }
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void the_port_of_the_base_url_is_the_only_one_of_its_host_that_is_connected_to() {
        HostPolicy ofOtherPort = new HostPolicy(URI.create("http://127.0.0.1:" + (host.port() - 1)), List.of());
        DownloadSettings settings = settings(host, 10, Duration.ofSeconds(5), List.of(), null, null);
        try (Watchdog watchdog = new Watchdog();
                VideoHttp http = new VideoHttp(settings, ofOtherPort, watchdog, Waits.of(settings))) {
            assertThatThrownBy(() -> http.get(host.url("/"), List.of(), new CurrentRequest()))
                    .isInstanceOf(UnusableException.class)
                    .hasMessageContaining("127.0.0.1:" + host.port());
        }
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void named_hosts_may_be_redirected_to() throws Exception {
        try (VideoDownloads naming =
                downloads(settings(host, VIDEO.length, Duration.ofSeconds(5), List.of("localhost"), null, null))) {
            host.then("302 Found|Location: http://localhost:" + host.port() + "/x")
                    .then(WHOLE, VIDEO);

            assertThat(naming.open(url(), FreshUrl.none()).readAllBytes()).isEqualTo(VIDEO);
        }
    }

    // -- expired URLs

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void an_expired_url_is_asked_for_anew(int status) throws Exception {
        host.then(status + " Gone").then(WHOLE, VIDEO);

        assertThat(fetch(() -> host.url("/fresh"))).isEqualTo(VIDEO);
        assertThat(host.requests().get(1).line()).isEqualTo("GET /fresh HTTP/1.1");
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_url_that_expires_on_the_way_is_asked_for_anew_and_the_same_file_goes_on() throws Exception {
        host.then(WHOLE, part(0, 10)).then("403 Expired").then(rest(10), part(10));

        assertThat(fetch(() -> host.url("/fresh"))).isEqualTo(VIDEO);
        assertThat(host.requests().get(2).line()).isEqualTo("GET /fresh HTTP/1.1");
        assertThat(host.requests().get(2).header("Range")).isEqualTo("bytes=10-");
    }

    @Test
    void a_url_is_asked_for_anew_only_once() {
        host.then("403 Expired").then(WHOLE, part(0, 10)).then("403 Expired");
        List<URI> asked = new ArrayList<>();

        assertThatThrownBy(() -> fetch(() -> {
                    asked.add(host.url("/fresh?signature=secret"));
                    return asked.get(0);
                }))
                .isInstanceOf(VideoDownloadException.class)
                .hasMessageContaining("HTTP 403")
                .hasMessageContaining("has just given it")
                .hasMessageNotContaining("secret");
        assertThat(asked).hasSize(1);
    }

    @Test
    void where_there_is_no_other_url_the_error_says_so() {
        host.then("410 Gone");

        assertThat(failure()).hasMessageContaining("HTTP 410").hasMessageContaining("3 days");
        assertThat(host.requests()).hasSize(1);
    }

    @Test
    void a_question_for_the_url_that_fails_is_the_cause() {
        host.then("403 Expired").then("403 Expired");
        RuntimeException unexpected = new IllegalStateException("the gateway is away");
        assertThatThrownBy(() -> fetch(() -> {
                    throw unexpected;
                }))
                .isInstanceOf(VideoDownloadException.class)
                .hasCause(unexpected);

        IOException cause = new IOException("the gateway is away");

        assertThatThrownBy(() -> fetch(() -> {
                    throw cause;
                }))
                .isInstanceOf(VideoDownloadException.class)
                .hasCause(cause);
    }

    @Test
    void a_fresh_url_is_checked_like_any_other() {
        host.then("403 Expired");

        assertThatThrownBy(() -> fetch(() -> URI.create("http://10.0.0.1/")))
                .isInstanceOf(VideoDownloadException.class)
                .hasMessageContaining("not on the public internet");
    }

    // -- ends that others make

    @Test
    void no_connection_outlives_its_use() throws Exception {
        host.then("302 Found|Location: /a").then("403 Expired").then("503 Busy").then(WHOLE, part(0, 10));
        host.then(rest(10), part(10));
        InputStream whole = downloads.open(url(), () -> host.url("/fresh"));
        assertThat(downloads.openConnections()).isEqualTo(1);
        assertThat(whole.readNBytes(VIDEO.length)).isEqualTo(VIDEO);
        assertThat(downloads.openConnections()).isZero();

        host.then("200 OK|Transfer-Encoding: chunked", chunked(VIDEO, true));
        assertThat(open().readAllBytes()).isEqualTo(VIDEO);
        host.then("200 OK|Content-Type: text/html|Content-Length: 5", new byte[1]);
        assertThatThrownBy(this::open).isInstanceOf(VideoDownloadException.class);
        host.then("200 OK|Content-Length: 5", new byte[1]);
        assertThatThrownBy(this::fetch).isInstanceOf(VideoDownloadException.class);
        assertThat(downloads.openConnections()).isZero();
    }

    @Test
    void closing_cuts_the_connection_off_without_reading_to_the_end() throws Exception {
        CompletableFuture<String> hungUp = new CompletableFuture<>();
        host.then(out -> {
            try {
                write(out, "200 OK|Transfer-Encoding: chunked", new byte[0]);
                while (true) {
                    out.write(chunked(VIDEO, false));
                }
            } catch (IOException e) {
                hungUp.complete("yes");
            }
        });

        InputStream in = open();
        assertThat(in.read()).isEqualTo(VIDEO[0] & 0xFF);
        in.close();

        assertThat(hungUp.get(1, TimeUnit.MINUTES)).isEqualTo("yes");
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void another_thread_may_close_a_stream_that_waits() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        host.then(out -> {
            write(out, WHOLE, part(0, 10));
            waiting.countDown();
            end.await();
        });

        InputStream in = open();
        CompletableFuture<Throwable> reader =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(IOException.class, in::readAllBytes));
        waiting.await();
        in.close();

        assertThat(reader.get(1, TimeUnit.MINUTES)).hasMessageContaining("closed");
        assertThat(host.requests()).hasSize(1);
        end.countDown();
    }

    @Test
    void after_a_stop_nothing_is_fetched() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        host.then(out -> {
            write(out, WHOLE, part(0, 10));
            end.await();
        });

        InputStream in = open();
        assertThat(in.readNBytes(10)).hasSize(10);
        downloads.close();

        assertThatThrownBy(in::read).isInstanceOf(VideoDownloadException.class).hasMessageContaining("stopped");
        assertThatThrownBy(this::open)
                .isInstanceOf(VideoDownloadException.class)
                .hasMessageContaining("stopped");
        end.countDown();
    }

    @Test
    void a_stop_ends_a_read_that_waits() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        host.then(out -> {
            waiting.countDown();
            end.await();
        });

        CompletableFuture<Throwable> opener =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(IOException.class, this::open));
        waiting.await();
        downloads.close();

        assertThat(opener.get(1, TimeUnit.MINUTES)).hasMessageContaining("stopped");
        end.countDown();
    }

    @Test
    void an_interrupt_ends_the_next_read() throws Exception {
        host.then(WHOLE, VIDEO);

        InputStream in = open();
        Thread.currentThread().interrupt();

        assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(in.readAllBytes()).as("nothing is lost by it").isEqualTo(VIDEO);
    }

    @Test
    void an_interrupt_ends_the_wait_between_two_attempts() {
        host.then("503 Busy");
        DownloadSettings settings = settings(host, 10, Duration.ofSeconds(5), List.of(), null, null);
        try (VideoDownloads interrupted = new VideoDownloads(
                settings,
                new Random(1),
                duration -> {
                    throw new InterruptedException();
                },
                ChannelListener.NONE)) {
            assertThatThrownBy(() -> interrupted.open(url(), FreshUrl.none()))
                    .isInstanceOf(InterruptedIOException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    // -- proxies

    @Test
    void a_proxy_resolves_names_and_gets_no_credentials() throws Exception {
        try (VideoDownloads proxied = downloads(proxied())) {
            host.then("407 Who|Proxy-Authenticate: Basic realm=\"x\"").then(WHOLE, VIDEO);

            URI url = URI.create("http://videos.invalid/a.mp4?b=c");
            assertThatThrownBy(() -> proxied.open(url, FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("proxyHost");
            assertThat(proxied.open(url, FreshUrl.none()).readAllBytes()).isEqualTo(VIDEO);

            assertThat(host.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.line()).isEqualTo("GET http://videos.invalid/a.mp4?b=c HTTP/1.1");
                assertThat(request.headers()).doesNotContainKey("Proxy-Authorization");
            });
        }
    }

    @Test
    void a_literal_private_address_is_refused_with_a_proxy_as_well() {
        try (VideoDownloads proxied = downloads(proxied())) {
            assertThatThrownBy(() -> proxied.open(URI.create("http://10.0.0.1/a.mp4"), FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("not on the public internet");
        }
        assertThat(host.requests()).isEmpty();
    }

    private DownloadSettings proxied() {
        return new DownloadSettings(
                URI.create("http://gateway.test"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                0,
                VIDEO.length,
                1,
                List.of(),
                null,
                "127.0.0.1",
                host.port());
    }

    // -- how the tests ask

    private URI url() {
        return host.url("/video.mp4?signature=secret");
    }

    private InputStream open() throws IOException {
        return downloads.open(url(), FreshUrl.none());
    }

    private byte[] fetch() throws IOException {
        return fetch(FreshUrl.none());
    }

    private byte[] fetch(FreshUrl fresh) throws IOException {
        try (InputStream in = downloads.open(url(), fresh)) {
            return in.readAllBytes();
        }
    }

    /** The error that ends a download; it holds no secret, nor does any of its causes. */
    private VideoDownloadException failure() {
        VideoDownloadException failure = catchThrowableOfType(VideoDownloadException.class, this::fetch);
        assertThat(failure).isNotNull();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).doesNotContain("secret");
        }
        return failure;
    }

    private VideoDownloads downloads(ScriptedHost base, long maxVideoSize) {
        return downloads(settings(base, maxVideoSize, Duration.ofSeconds(10), List.of(), null, null));
    }

    private VideoDownloads downloads(DownloadSettings settings) {
        return new VideoDownloads(settings, new Random(1), pauses::add, ChannelListener.NONE);
    }

    private static DownloadSettings settings(
            ScriptedHost base, long max, Duration idle, List<String> hosts, String proxyHost, Integer proxyPort) {
        return new DownloadSettings(
                base.url(""), Duration.ofSeconds(5), idle, RETRIES, max, 1, hosts, null, proxyHost, proxyPort);
    }

    private static String rest(int start) {
        return "206 Part|ETag: \"v1\"|Content-Length: " + (VIDEO.length - start) + "|Content-Range: bytes " + start
                + "-" + (VIDEO.length - 1) + "/" + VIDEO.length;
    }

    private static byte[] part(int start) {
        return part(start, VIDEO.length);
    }

    private static byte[] part(int start, int end) {
        return Arrays.copyOfRange(VIDEO, start, end);
    }

    private static byte[] video(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static byte[] chunked(byte[] bytes, boolean end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (bytes.length > 0) {
            out.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(bytes);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        if (end) {
            out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
