package io.geminiomni.camel.download;

import static io.geminiomni.camel.download.ScriptedHost.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geminiomni.camel.download.ScriptedHost.Scene;
import io.geminiomni.camel.observe.ChannelListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that never quite stop sending. */
@Timeout(180)
class SlowHostTest {
    private static final int RATE = 16 * 1024;
    private static final int RETRIES = 3;

    private static final byte[] VIDEO = new byte[300_000];
    private static final String WHOLE = "200 OK|ETag: \"v1\"|Content-Length: " + VIDEO.length;
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration HEAD = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ScriptedHost host = new ScriptedHost();
    private final AtomicLong nanos = new AtomicLong();
    private final List<VideoDownloads> opened = new ArrayList<>();

    static {
        new Random(7).nextBytes(VIDEO);
    }

    @AfterEach
    void close() {
        opened.forEach(VideoDownloads::close);
        host.close();
    }

    // -- the head of the answer

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n;HTTP/1.1 103 Early Hints\r\n\r\n",
                "HTTP/1.1 200 ;K",
                "HTTP/1.1 200 OK\r\nA: ;b",
            })
    void a_head_that_does_not_come_to_its_end_is_no_answer(String beginningAndRepeated) {
        String[] parts = beginningAndRepeated.split(";");
        for (int i = 0; i < 2; i++) {
            host.then(dribble(parts[0], parts[1]));
        }

        assertThat(failure(hasty(host.url(""), 1), host.url("/a")))
                .hasMessageContaining("no answer within 1000 ms")
                .hasMessageContaining("requestTimeout")
                .hasMessageContaining("with 1 retries");
        assertThat(host.requests()).hasSize(2);
    }

    @Test
    void after_a_head_that_did_not_come_the_next_attempt_may_succeed() throws Exception {
        host.then(dribble("HTTP/1.1 200 ", "O")).then(WHOLE, VIDEO);

        assertThat(fetch(hasty(host.url(""), 1))).isEqualTo(VIDEO);
    }

    @Test
    void a_handshake_that_does_not_come_to_its_end_is_no_answer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    byte[] handshake = {0x16, 3, 3, 0x3f, 0};
                    socket.getOutputStream().write(handshake);
                    repeat(socket.getOutputStream(), new byte[1]);
                } catch (Exception e) {
                    // the client has hung up
                }
            });
            URI url = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/a");

            assertThat(failure(hasty(url, 0), url)).hasMessageContaining("no answer within 1000 ms");
        }
    }

    // -- the rate

    @Test
    void one_byte_a_second_is_too_slow() {
        host.then(out -> {
            write(out, WHOLE, new byte[0]);
            for (byte b : VIDEO) {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                out.write(b);
            }
        });

        assertThat(failure(downloads(), host.url("/a")))
                .hasMessageContaining("minDownloadRate")
                .hasMessageContaining("with 0 retries");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK|Transfer-Encoding: chunked;1;x",
                "200 OK|Transfer-Encoding: chunked;3\r\nabc\r\n0\r\nA: ;b"
            })
    void a_read_that_never_ends_is_too_slow(String headBeginningAndRepeated) {
        int first = headBeginningAndRepeated.indexOf(';');
        int last = headBeginningAndRepeated.lastIndexOf(';');
        host.then(out -> {
            write(
                    out,
                    headBeginningAndRepeated.substring(0, first),
                    ascii(headBeginningAndRepeated.substring(first + 1, last + 1)));
            repeat(out, ascii(headBeginningAndRepeated.substring(last + 1)));
        });
        VideoDownloads downloads =
                downloads(host.url(""), 0, new Waits(PATIENT, Duration.ofMillis(150), System::nanoTime));

        assertThat(failure(downloads, host.url("/a"))).hasMessageContaining("minDownloadRate");
    }

    @Test
    void a_slow_reader_is_not_taken_for_a_slow_host() throws Exception {
        host.then(WHOLE, Arrays.copyOf(VIDEO, 200_000)).then(rest(200_000), part(200_000, VIDEO.length));
        byte[] read = new byte[VIDEO.length];

        try (InputStream in = downloads().open(host.url("/a"), FreshUrl.none())) {
            for (int at = 0; at < read.length; at++) {
                nanos.addAndGet(Duration.ofHours(1).toNanos());
                read[at] = (byte) in.read();
            }
        }

        assertThat(read).isEqualTo(VIDEO);
    }

    @Test
    void a_host_may_take_its_time_before_the_first_byte() throws Exception {
        host.then(out -> {
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            write(out, WHOLE, VIDEO);
        });

        assertThat(fetch(downloads())).isEqualTo(VIDEO);
    }

    @Test
    void a_host_that_is_slow_to_resume_is_too_slow() {
        host.then(WHOLE, part(0, 20_000));
        for (int start = 20_000; start < VIDEO.length; start += 20_000) {
            int from = start;
            host.then(out -> {
                nanos.addAndGet(Duration.ofSeconds(50).toNanos());
                write(out, rest(from), part(from, from + 20_000));
            });
        }

        assertThat(failure(downloads(), host.url("/a"))).hasMessageContaining("minDownloadRate");
        assertThat(host.requests()).hasSize(3);
    }

    // -- progress

    @Test
    void one_byte_and_a_reset_for_each_range_is_no_progress() {
        host.then(WHOLE, part(0, 1));
        for (int i = 1; i < 100; i++) {
            host.then(rest(i), part(i, i + 1));
        }

        assertThat(failure(downloads(), host.url("/a")))
                .hasMessageContaining("keeps failing")
                .hasMessageContaining("downloadRetries")
                .hasMessageContaining("4 of 300000 bytes");
        assertThat(host.requests()).hasSize(1 + RETRIES);
    }

    @Test
    void one_byte_for_each_range_is_no_progress() {
        host.then(WHOLE, part(0, 1));
        for (int i = 1; i < 100; i++) {
            host.then(
                    "206 Part|ETag: \"v1\"|Content-Length: 1|Content-Range: bytes " + i + "-" + i + "/" + VIDEO.length,
                    part(i, i + 1));
        }

        assertThat(failure(downloads(), host.url("/a"))).hasMessageContaining("parts that are too small");
        assertThat(host.requests()).hasSize(1 + RETRIES);
    }

    @Test
    void a_second_at_the_least_rate_is_progress() throws Exception {
        host.then(WHOLE, part(0, RATE));
        for (int start = RATE; start < VIDEO.length; start += RATE) {
            host.then(rest(start), part(start, start + RATE));
        }

        assertThat(fetch(downloads())).isEqualTo(VIDEO);
        assertThat(host.requests()).hasSizeGreaterThan(2 * RETRIES);
    }

    // -- the others

    @Test
    void a_host_that_does_not_answer_holds_up_no_other_stream() throws Exception {
        int slow = 50;
        CountDownLatch asked = new CountDownLatch(slow);
        CountDownLatch end = new CountDownLatch(1);
        VideoDownloads downloads = downloads();
        for (int i = 0; i < slow; i++) {
            host.then(out -> {
                asked.countDown();
                end.await();
            });
            Thread waiting = new Thread(() -> catchThrowableOfType(IOException.class, () -> fetch(downloads)));
            waiting.setDaemon(true);
            waiting.start();
        }
        asked.await();
        host.then(WHOLE, VIDEO);

        assertThat(fetch(downloads)).isEqualTo(VIDEO);
        end.countDown();
    }

    // -- how the tests ask

    /** With a time that only the test moves. */
    private VideoDownloads downloads() {
        return downloads(host.url(""), RETRIES, new Waits(PATIENT, MINUTE, nanos::get));
    }

    private VideoDownloads hasty(URI base, int retries) {
        return downloads(base, retries, new Waits(HEAD, MINUTE, System::nanoTime));
    }

    private VideoDownloads downloads(URI base, int retries, Waits waits) {
        DownloadSettings settings =
                new DownloadSettings(base, PATIENT, PATIENT, retries, VIDEO.length, RATE, List.of(), null, null, null);
        VideoDownloads downloads =
                new VideoDownloads(settings, new Random(1), pause -> {}, waits, ChannelListener.NONE);
        opened.add(downloads);
        return downloads;
    }

    private byte[] fetch(VideoDownloads downloads) throws IOException {
        try (InputStream in = downloads.open(host.url("/a"), FreshUrl.none())) {
            return in.readAllBytes();
        }
    }

    private static VideoDownloadException failure(VideoDownloads downloads, URI url) {
        VideoDownloadException failure = catchThrowableOfType(VideoDownloadException.class, () -> {
            try (InputStream in = downloads.open(url, FreshUrl.none())) {
                in.readAllBytes();
            }
        });
        assertThat(failure).isNotNull();
        return failure;
    }

    /** A beginning, and then the same for ever, with no pause that a time-out of a read could see. */
    private static Scene dribble(String beginning, String repeated) {
        return out -> {
            out.write(ascii(beginning));
            repeat(out, ascii(repeated));
        };
    }

    private static void repeat(OutputStream out, byte[] repeated) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        do {
            out.write(repeated);
            out.flush();
        } while (!never.await(10, TimeUnit.MILLISECONDS));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] part(int start, int end) {
        return Arrays.copyOfRange(VIDEO, start, Math.min(end, VIDEO.length));
    }

    private static String rest(int start) {
        return "206 Part|ETag: \"v1\"|Content-Length: " + (VIDEO.length - start) + "|Content-Range: bytes " + start
                + "-" + (VIDEO.length - 1) + "/" + VIDEO.length;
    }
}
