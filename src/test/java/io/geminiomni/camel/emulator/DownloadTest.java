package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.media.VideoMeter;
import io.geminiomni.camel.task.MutableClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadTest {

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_790_000_000));
    private final GatewayEmulator emulator = GatewayEmulator.builder()
            .clock(clock)
            .timeline(Timeline.immediate())
            .start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'model':'Gemini-Omini' | 6 | 320 | 180",
                "'model':'Gemini-Omini','duration':4,'orientation':'portrait' | 4 | 180 | 320",
                "'model':'Gemini-Omini','aspect_ratio':'4:3','orientation':'portrait' | 6 | 320 | 240",
                "'model':'Gemini-Omini','aspect_ratio':'21:9','duration':8 | 8 | 308 | 132",
                "'model':'Gemini-Omini','aspect_ratio':'239:100' | 6 | 320 | 134",
                "'model':'Gemini-Omini','aspect_ratio':'1:9999','duration':4 | 4 | 16 | 320",
                "'model':'omni-10s','duration':4,'aspect_ratio':'1:1' | 10 | 320 | 320"
            },
            quoteCharacter = '"')
    void aVideoHasTheLengthAndShapeThatWereAskedFor(String fields, double seconds, int width, int height)
            throws Exception {
        String id = client.createTask("{\"prompt\":\"A lighthouse at dawn\"," + fields.replace('\'', '"') + "}");

        assertThat(TestVideo.of(client.download(client.videoUrl(id)).body()))
                .isEqualTo(new TestVideo(seconds, width, height));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'model':'Gemini-Omini' | 6 | 1280 | 720",
                "'model':'Gemini-Omini','resolution':'1080p','orientation':'portrait','duration':8 | 8 | 1080 | 1920",
                "'model':'Gemini-Omini','resolution':'4k' | 6 | 3840 | 2160",
                "'model':'Gemini-Omini','aspect_ratio':'1:1' | 6 | 720 | 720",
                "'model':'Gemini-Omini','aspect_ratio':'21:9' | 6 | 1280 | 549",
                "'model':'Gemini-Omini','aspect_ratio':'1:9999','resolution':'4k' | 6 | 1 | 3840",
                "'model':'omni-10s','resolution':'4k','duration':4 | 10 | 1280 | 720"
            },
            quoteCharacter = '"')
    void aVideoIsToBeShownAsLargeAsWasAskedFor(String fields, int seconds, int width, int height) throws Exception {
        String id = client.createTask("{\"prompt\":\"A lighthouse at dawn\"," + fields.replace('\'', '"') + "}");

        assertThat(measured(client.download(client.videoUrl(id)).body()))
                .isEqualTo(List.of(Duration.ofSeconds(seconds), width, height));
    }

    @Test
    void aVideoMayBeShorterOrSmallerThanWasAskedFor() throws Exception {
        URI url = client.videoUrl(client.createTask());

        emulator.quirks(Quirk.SHORT_VIDEO);
        assertThat(measured(client.download(url).body())).isEqualTo(List.of(Duration.ofSeconds(4), 1280, 720));
        emulator.quirks(Quirk.SMALL_VIDEO);
        assertThat(measured(client.download(url).body())).isEqualTo(List.of(Duration.ofSeconds(6), 640, 360));
    }

    /** By the header of the file, as players read it. */
    private static List<Object> measured(byte[] file) {
        VideoMeter meter = new VideoMeter();
        meter.add(file, 0, file.length);
        MeasuredVideo video = meter.end();
        assertThat(video.defect()).isNull();
        return Arrays.asList(video.duration(), video.width(), video.height());
    }

    @Test
    void aVideoCanBeAskedForInRanges() throws Exception {
        URI url = client.videoUrl(client.createTask());
        byte[] whole = client.download(url).body();
        int length = whole.length;

        var middle = client.download(url, "Range", "bytes=100-199");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.headers().firstValue("Content-Range")).hasValue("bytes 100-199/" + length);
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(whole, 100, 200));

        var rest = client.download(url, "Range", "bytes=1000-");
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, 1000, length));
        var last = client.download(url, "Range", "bytes=-10");
        assertThat(last.body()).isEqualTo(Arrays.copyOfRange(whole, length - 10, length));

        var beyond = client.download(url, "Range", "bytes=" + length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */" + length);
        assertThat(client.download(url, "Range", "lines=1-2").statusCode()).isEqualTo(200);
        assertThat(client.download(url, "Range", "bytes=-").statusCode()).isEqualTo(200);
    }

    @Test
    void aRangeDependsOnTheETag() throws Exception {
        URI url = client.videoUrl(client.createTask());
        String etag = client.download(url).headers().firstValue("ETag").orElseThrow();

        assertThat(client.download(url, "Range", "bytes=1-", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(client.download(url, "Range", "bytes=1-", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headTellsTheLength() throws Exception {
        URI url = client.videoUrl(client.createTask());

        var head = client.head(url);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(client.download(url).body().length);
        assertThat(head.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    }

    @Test
    void theUrlIsSigned() throws Exception {
        String url = client.videoUrl(client.createTask()).toString();

        assertThat(client.download(URI.create(url.split("\\?")[0])).statusCode())
                .isEqualTo(403);
        assertThat(client.download(URI.create(url.replace("sig=", "sig=0"))).statusCode())
                .isEqualTo(403);
        assertThat(client.download(URI.create(url.replace("expires=1", "expires=2")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.download(URI.create(url.replace("expires=", "expires=x")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theUrlIsValidForThreeDays() throws Exception {
        URI url = client.videoUrl(client.createTask());

        clock.advance(Duration.ofDays(3).minusSeconds(1));
        assertThat(client.download(url).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(client.download(url).statusCode()).isEqualTo(403);
    }

    @Test
    void aUrlCanExpireEarlyAndTheNextQueryGivesAnother() throws Exception {
        String id = client.createTask();
        URI first = client.videoUrl(id);

        emulator.task(id).expireUrls();

        assertThat(client.download(first).statusCode()).isEqualTo(403);
        assertThat(client.download(client.videoUrl(id)).statusCode()).isEqualTo(200);
        assertThat(emulator.task(id).downloads()).isEqualTo(2);
    }

    @Test
    void aDownloadCanBreakAndBeResumed() throws Exception {
        String id = client.createTask();
        URI url = client.videoUrl(id);
        byte[] whole = client.download(url).body();
        emulator.task(id).nextDownloads(Fault.resetInAnswer(1000), Fault.truncated(), Fault.none());

        assertThatThrownBy(() -> client.download(url)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.download(url, "Range", "bytes=1000-")).isInstanceOf(IOException.class);
        assertThat(client.download(url, "Range", "bytes=1000-").body())
                .isEqualTo(Arrays.copyOfRange(whole, 1000, whole.length));
    }

    @Test
    void aServerMayNotKnowRanges() throws Exception {
        URI url = client.videoUrl(client.createTask());
        emulator.nextDownloads(Fault.quirks(Quirk.NO_RANGES));

        var answer = client.download(url, "Range", "bytes=1000-");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Accept-Ranges")).isEmpty();
    }

    @Test
    void aServerMayAnswerAnotherRange() throws Exception {
        URI url = client.videoUrl(client.createTask());
        emulator.nextDownloads(Fault.quirks(Quirk.WRONG_RANGE));

        assertThat(client.download(url, "Range", "bytes=1000-").headers().firstValue("Content-Range"))
                .get()
                .asString()
                .startsWith("bytes 500-");
    }

    @Test
    void aVideoMayChange() throws Exception {
        URI url = client.videoUrl(client.createTask());
        var before = client.download(url);
        emulator.nextDownloads(Fault.quirks(Quirk.CHANGED_VIDEO));

        var after = client.download(url);

        assertThat(after.headers().firstValue("ETag"))
                .isNotEqualTo(before.headers().firstValue("ETag"));
        assertThat(after.body()).isNotEqualTo(before.body());
    }

    @Test
    void aDownloadMayBeRefusedOrRedirected() throws Exception {
        URI url = client.videoUrl(client.createTask());
        emulator.nextDownloads(Fault.expired(), Fault.redirect(302, "http://127.0.0.1:1/"), Fault.redirectToItself());

        assertThat(client.download(url).statusCode()).isEqualTo(403);
        assertThat(client.download(url).headers().firstValue("Location")).hasValue("http://127.0.0.1:1/");
        assertThat(client.download(url).headers().firstValue("Location"))
                .hasValue(url.getRawPath() + "?" + url.getRawQuery());
    }

    @Test
    void allPromptsCanShareOneVideo() throws Exception {
        try (GatewayEmulator plain = GatewayEmulator.builder()
                .timeline(Timeline.immediate())
                .withoutPromptInPicture()
                .start()) {
            TestClient other = new TestClient(plain);
            String one = other.createTask("{\"model\":\"Gemini-Omini\",\"prompt\":\"one\"}");
            String two = other.createTask("{\"model\":\"Gemini-Omini\",\"prompt\":\"two\"}");

            assertThat(other.download(other.videoUrl(one)).body())
                    .isEqualTo(other.download(other.videoUrl(two)).body());
        }
    }
}
