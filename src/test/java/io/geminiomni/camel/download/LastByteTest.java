package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.geminiomni.camel.observe.ChannelListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk takes a part of what it is given, and says so only on the next write: there has to be a next one. */
class LastByteTest {
    private final byte[] video = new byte[100_000];
    private HttpServer host;
    private VideoDownloads downloads;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(video);
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/sized", exchange -> {
            exchange.sendResponseHeaders(200, video.length);
            exchange.getResponseBody().write(video);
            exchange.close();
        });
        host.createContext("/one", exchange -> {
            exchange.sendResponseHeaders(200, 1);
            exchange.getResponseBody().write(7);
            exchange.close();
        });
        host.start();
        downloads = new VideoDownloads(
                new DownloadSettings(
                        uri("/"),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        0,
                        Long.MAX_VALUE,
                        1,
                        List.of(),
                        null,
                        null,
                        null),
                new Random(1),
                delay -> {},
                ChannelListener.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        downloads.close();
        host.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 99_999, 100_000, 131_072})
    void theLastByteComesByItself(int bufferSize) throws IOException {
        List<Integer> reads = new ArrayList<>();
        byte[] received = new byte[video.length];
        int total = 0;
        try (InputStream stream = downloads.open(uri("/sized"), () -> null)) {
            byte[] buffer = new byte[bufferSize];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                System.arraycopy(buffer, 0, received, total, count);
                total += count;
                reads.add(count);
            }
        }

        assertThat(total).isEqualTo(video.length);
        assertThat(received).isEqualTo(video);
        assertThat(reads.get(reads.size() - 1)).isEqualTo(1);
        assertThat(reads).allSatisfy(count -> assertThat(count).isPositive());
    }

    @Test
    void aFileOfOneByteIsThatByte() throws IOException {
        try (InputStream stream = downloads.open(uri("/one"), () -> null)) {
            assertThat(stream.readAllBytes()).containsExactly(7);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + host.getAddress().getPort() + path);
    }
}
