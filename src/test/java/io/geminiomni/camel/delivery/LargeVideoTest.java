package io.geminiomni.camel.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LargeVideoTest {
    private static final long SIZE = 1L << 30;

    @Test
    void a_video_of_a_gigabyte_passes_through_64_megabytes_of_memory() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).endsWith(SIZE + " bytes in 2 requests" + System.lineSeparator());
        assertThat(child.exitValue()).isZero();
    }

    /** Hosts a video that breaks half-way, and fetches it, in one small JVM. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            ScriptedHost host = new ScriptedHost();
            long half = SIZE / 2;
            host.then(out -> zeros(out, "200 OK|ETag: \"v1\"|Content-Length: " + SIZE, half))
                    .then(out -> zeros(
                            out,
                            "206 Part|ETag: \"v1\"|Content-Length: " + half + "|Content-Range: bytes " + half + "-"
                                    + (SIZE - 1) + "/" + SIZE,
                            half));
            DownloadSettings settings = new DownloadSettings(
                    host.url(""), Duration.ofSeconds(10), Duration.ofSeconds(10), 1, SIZE, List.of(), null, null, null);
            try (VideoDownloads downloads = new VideoDownloads(settings, new Random(1), duration -> {});
                    InputStream in = downloads.open(host.url("/large.mp4"), FreshUrl.none())) {
                long count = in.transferTo(OutputStream.nullOutputStream());
                System.out.println(count + " bytes in " + host.requests().size() + " requests");
            }
        }

        private static void zeros(OutputStream out, String head, long size) throws Exception {
            ScriptedHost.write(out, head, new byte[0]);
            byte[] block = new byte[1 << 16];
            for (long sent = 0; sent < size; sent += block.length) {
                out.write(block);
            }
        }
    }
}
