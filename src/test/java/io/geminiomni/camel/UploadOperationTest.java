package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.ReceivedRequest;
import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code operation=upload}: what may be uploaded, what is refused before a byte is sent, and what a failure says. */
class UploadOperationTest extends GeminiOmniTestSupport {
    private static final String UPLOAD = "gemini-omni:any?operation=upload";
    private static final byte[] CONTENT = "not really a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void bytesStreamsAndFilesComeThroughWhole() throws Exception {
        Path file = Files.write(folder.resolve("photo.jpg"), CONTENT);

        for (Object body : new Object[] {
            CONTENT,
            new ByteArrayInputStream(CONTENT),
            new InputStreamCache(CONTENT),
            file,
            file.toFile(),
            genericFile(file),
            new String(CONTENT, StandardCharsets.UTF_8)
        }) {
            Exchange exchange = upload(body, "photo.jpg");
            assertThat(exchange.getException()).isNull();
            URI url = URI.create(exchange.getMessage().getBody(String.class));
            try (InputStream uploaded = url.toURL().openStream()) {
                assertThat(uploaded.readAllBytes()).isEqualTo(CONTENT);
            }
        }
        ReceivedRequest received = emulator().requests(Call.UPLOAD).get(0);
        assertThat(received.header("Authorization")).isEqualTo("Bearer sk-test");
        assertThat(received.text()).contains("name=\"file\"; filename=\"photo.jpg\"", "Content-Type: image/jpeg");
    }

    private static GenericFile<File> genericFile(Path path) {
        GenericFile<File> file = new GenericFile<>();
        file.setFile(path.toFile());
        return file;
    }

    @Test
    void afterAFailedAttemptACachedStreamIsReadAgainFromItsStart() {
        emulator().nextUploads(Fault.status(503));
        InputStreamCache cache = new InputStreamCache(CONTENT);

        assertThat(upload(cache, "a.png").getException()).isInstanceOf(GatewayUnavailableException.class);
        assertThat(upload(cache, "a.png").getException()).isNull();
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(2);
    }

    @Test
    void aFileOfItsOwnNeedsNoHeader() throws Exception {
        Path file = Files.write(folder.resolve("clip.mp4"), CONTENT);

        assertThat(upload(file.toFile(), null).getException()).isNull();
        assertThat(emulator().requests(Call.UPLOAD).get(0).text()).contains("filename=\"clip.mp4\"");
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/photo.png, photo.png",
        "C:\\photos\\photo.png, photo.png",
        "海边 \"夏天\" 🦊.jpeg, 海边 %22夏天%22 🦊.jpeg",
        "über straße.webp, über straße.webp"
    })
    void ofANameTheLastSegmentGoesWithItsLettersAndQuotes(String name, String sent) {
        assertThat(upload(CONTENT, name).getException()).isNull();

        assertThat(emulator().requests(Call.UPLOAD).get(0).text()).contains("filename=\"" + sent + "\"\r\n");
    }

    @Test
    void noNameMakesAHeaderOfItsOwn() {
        assertThat(upload(CONTENT, "a\"\r\nX-Evil: yes\r\n\r\n.png").getException())
                .isNull();

        assertThat(emulator().requests(Call.UPLOAD).get(0).text())
                .contains("filename=\"a%22__X-Evil: yes____.png\"")
                .doesNotContain("\r\nX-Evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"program.exe", "jpg", "photo.jpg.txt", "folder.png/"})
    void anotherTypeIsRefusedBeforeAByteIsSent(String name) {
        assertRefused(upload(CONTENT, name), "CamelFileName");
    }

    @Test
    void withoutANameOrContentNothingIsSent() {
        assertRefused(upload(CONTENT, null), "CamelFileName");
        assertRefused(upload(new byte[0], "a.png"), "1 byte to 100 MB");
        assertRefused(upload(null, "a.png"), "1 byte to 100 MB");
        assertRefused(upload(new Object(), "a.png"), "a file, bytes or a stream");
        assertRefused(upload(folder.resolve("none.png").toFile(), null), "cannot be read");
    }

    @Test
    void moreThan100MegabytesAreRefusedBeforeAByteIsSent() throws Exception {
        Path large = folder.resolve("large.mp4");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(FileToUpload.MAX_LENGTH + 1);
        }
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                read.addAndGet(length);
                return length;
            }
        };

        assertRefused(upload(large.toFile(), null), "100 MB");
        assertRefused(upload(endless, "endless.mp4"), "100 MB");
        assertThat(read.get()).isLessThan(FileToUpload.MAX_LENGTH + 1_000_000);
        assertThat(Path.of(System.getProperty("java.io.tmpdir")).toFile().list((dir, name) -> name.endsWith(".upload")))
                .isEmpty();
    }

    @Test
    void aFailureIsToldAndNotRepeated() {
        assertFailure(Fault.status(413), GatewayRejectedException.class);
        assertFailure(Fault.code("20002", "file is broken"), GatewayRejectedException.class);
        assertFailure(Fault.status(401), GatewayAuthenticationException.class);
        assertFailure(Fault.throttledInChinese(), GatewayThrottledException.class);
        assertFailure(Fault.status(500), GatewayUnavailableException.class);
        assertFailure(Fault.resetInRequest(), GatewayUnavailableException.class);
        assertFailure(Fault.resetAfterRequest().afterAccepting(), GatewayUnavailableException.class);
        assertFailure(
                Fault.body("application/json", "{\"code\":20000,\"data\":{\"size\":1}}"),
                GatewayUnavailableException.class);
    }

    @Test
    void uploadTimeoutBoundsTheWholeCallAndNotRequestTimeout() {
        emulator().nextUploads(Fault.none().delayed(java.time.Duration.ofMillis(400)), Fault.hang());

        assertThat(send("gemini-omni:any?operation=upload&requestTimeout=200", CONTENT, "a.png")
                        .getException())
                .isNull();
        assertThat(send("gemini-omni:any?operation=upload&uploadTimeout=300", CONTENT, "a.png")
                        .getException())
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("PT0.3S");
    }

    private void assertFailure(Fault fault, Class<? extends GatewayException> type) {
        long before = emulator().calls(Call.UPLOAD);
        emulator().nextUploads(fault);

        Exchange exchange = upload(CONTENT, "photo.png");

        assertThat(exchange.getException())
                .isInstanceOf(type)
                .hasMessageContaining("photo.png")
                .hasMessageContaining("No money was spent");
        assertThat(exchange.getException(GatewayException.class).moneyMayBeSpent())
                .isFalse();
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(before + 1);
    }

    @Test
    void aUrlIsNotOpened() throws Exception {
        Path file = Files.write(folder.resolve("photo.jpg"), CONTENT);

        assertRefused(upload(file.toUri().toURL(), "photo.jpg"), "a java.net.URL, which is never opened");
    }

    private void assertRefused(Exchange exchange, String message) {
        assertThat(exchange.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Nothing was sent");
        assertThat(emulator().requests()).isEmpty();
    }

    private Exchange upload(Object body, String name) {
        return send(UPLOAD, body, name);
    }

    private Exchange send(String uri, Object body, String name) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            if (name != null) {
                exchange.getIn().setHeader(Exchange.FILE_NAME, name);
            }
        });
    }
}
