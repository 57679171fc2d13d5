package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.observe.ChannelListener;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class TlsDownloadTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] VIDEO = new byte[70_000];

    private static SSLContext own;
    private static SSLContext ofAnotherName;

    private final ScriptedHost host = new ScriptedHost("https", own.getServerSocketFactory());

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        own = context(folder.resolve("own.p12"), "ip:127.0.0.1");
        ofAnotherName = context(folder.resolve("other.p12"), "dns:other.test");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void a_video_comes_over_https_and_is_resumed() throws Exception {
        host.then("200 OK|ETag: \"v1\"|Content-Length: 70000", new byte[10_000])
                .then(
                        "206 Part|ETag: \"v1\"|Content-Length: 60000|Content-Range: bytes 10000-69999/70000",
                        new byte[60_000]);

        try (VideoDownloads downloads = downloads(host, own);
                InputStream in = downloads.open(host.url("/a"), FreshUrl.none())) {
            assertThat(in.readAllBytes()).isEqualTo(VIDEO);
        }
    }

    @Test
    void surplus_bytes_are_seen_over_https_as_well() throws Exception {
        host.then("200 OK|Content-Length: 69999", VIDEO);

        try (VideoDownloads downloads = downloads(host, own);
                InputStream in = downloads.open(host.url("/a"), FreshUrl.none())) {
            assertThatThrownBy(in::readAllBytes).hasMessageContaining("more bytes came than were announced");
        }
    }

    @Test
    void https_does_not_lead_to_http() {
        try (ScriptedHost plain = new ScriptedHost();
                VideoDownloads downloads = downloads(host, own)) {
            host.then("302 Found|Location: " + plain.url("/b"));

            assertThatThrownBy(() -> downloads.open(host.url("/a"), FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("https URL leads to http");

            host.then("403 Expired");
            assertThatThrownBy(() -> downloads.open(host.url("/a"), () -> plain.url("/b")))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("https URL leads to http");
            assertThat(plain.requests()).isEmpty();
        }
    }

    @Test
    void http_may_lead_to_https() throws Exception {
        try (ScriptedHost plain = new ScriptedHost();
                VideoDownloads downloads = downloads(host, own)) {
            plain.then("302 Found|Location: " + host.url("/a"));
            host.then("200 OK|Content-Length: 70000", VIDEO);

            try (InputStream in = downloads.open(plain.url("/b"), FreshUrl.none())) {
                assertThat(in.readAllBytes()).isEqualTo(VIDEO);
            }
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_refused_at_once() {
        try (VideoDownloads downloads = downloads(host, null)) {
            assertThatThrownBy(() -> downloads.open(host.url("/a"), FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("sslContextParameters")
                    .hasMessageContaining("with 0 retries");
        }
        assertThat(host.requests()).isEmpty();
    }

    @Test
    void a_certificate_of_another_name_is_refused_at_once() {
        try (ScriptedHost other = new ScriptedHost("https", ofAnotherName.getServerSocketFactory());
                VideoDownloads downloads = downloads(other, ofAnotherName)) {
            assertThatThrownBy(() -> downloads.open(other.url("/a"), FreshUrl.none()))
                    .isInstanceOf(VideoDownloadException.class)
                    .hasMessageContaining("for another name or is not trusted")
                    .hasMessageContaining("with 0 retries");
            assertThat(other.requests()).isEmpty();
        }
    }

    private static VideoDownloads downloads(ScriptedHost base, @Nullable SSLContext sslContext) {
        DownloadSettings settings = new DownloadSettings(
                base.url(""),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                2,
                VIDEO.length,
                1,
                List.of("127.0.0.1"),
                sslContext,
                null,
                null);
        return new VideoDownloads(settings, new Random(1), duration -> {}, ChannelListener.NONE);
    }

    /** A host that has a fresh certificate for this name, and a client that trusts it. */
    private static SSLContext context(Path file, String name) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "host",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + name,
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("host", store.getCertificate("host"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
