package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.task.MutableClock;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {

    private static final byte[] CONTENT = "--not the boundary\r\n--\r\n".getBytes(StandardCharsets.UTF_8);

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_790_000_000));
    private final GatewayEmulator emulator =
            GatewayEmulator.builder().clock(clock).start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({"a.jpeg,image/jpeg", "b.PNG,image/png", "c.d.mov,video/quicktime", "e.m4a,audio/mp4"})
    void aFileOfAKnownTypeCanBeFetchedAtItsUrlForThreeDays(String name, String type) throws Exception {
        JsonNode data = json(client.upload("file", name, CONTENT)).get("data");

        assertThat(data.get("mime_type").asText()).isEqualTo(type);
        assertThat(data.get("size").intValue()).isEqualTo(CONTENT.length);
        URI url = URI.create(data.get("url").asText());
        assertThat(client.download(url).body()).isEqualTo(CONTENT);
        assertThat(client.download(URI.create(url.toString().split("\\?")[0])).statusCode())
                .isEqualTo(403);
        clock.advance(Duration.ofDays(3));
        assertThat(client.download(url).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"program.exe", "jpg", "", "photo.jpg.txt"})
    void aFileOfAnotherTypeIsRefused(String name) throws Exception {
        assertRefused(client.upload("file", name, CONTENT), "known type");
    }

    @Test
    void theFieldMustBeCalledFile() throws Exception {
        assertRefused(client.upload("image", "photo.jpg", CONTENT), "file must be the one field");
    }

    @Test
    void theBodyMustBeAForm() throws Exception {
        var body = BodyPublishers.ofString("--x\r\n\r\n--x--");
        var upload = client.request("/api/open-api/v1/files/upload");

        assertRefused(client.send(upload.POST(body)), "multipart/form-data");
        assertRefused(
                client.send(upload.header("Content-Type", "multipart/form-data; boundary=y")
                        .POST(body)),
                "multipart/form-data");
    }

    @Test
    void aFileMayHave100MegabytesAndNotAByteMore() throws Exception {
        int limit = 100 * 1024 * 1024;

        assertThat(json(client.upload("file", "a.mp4", new byte[limit]))
                        .at("/data/size")
                        .intValue())
                .isEqualTo(limit);
        assertRefused(client.upload("file", "a.mp4", new byte[limit + 1]), "100 MB");
        assertRefused(client.upload("file", "a.mp4", new byte[limit + 100_000]), "100 MB");
    }

    @Test
    void aFormOfManyPartsIsNotReadToItsEnd() throws Exception {
        String part = "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n";
        String longHead = "--x\r\nA: " + "y".repeat(10_000) + "\r\n\r\nabc\r\n--x--";
        HttpRequest.Builder upload = client.request("/api/open-api/v1/files/upload")
                .header("Content-Type", "multipart/form-data; boundary=x");

        assertRefused(client.send(upload.POST(BodyPublishers.ofString(part.repeat(3)))), "file must be the one field");
        assertRefused(client.send(upload.POST(BodyPublishers.ofString(longHead))), "multipart/form-data");
    }

    @Test
    void theKeyIsNeeded() throws Exception {
        emulator.quirks(Quirk.HTTP_STATUSES);

        assertThat(client.send(client.request("/api/open-api/v1/files/upload")
                                .setHeader("Authorization", "Bearer sk-other")
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
    }

    private static void assertRefused(HttpResponse<String> answer, String message) throws Exception {
        assertThat(json(answer).get("code").asText()).isEqualTo("20002");
        assertThat(json(answer).get("msg").asText()).contains(message);
    }
}
