package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.download.VideoDownloadException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.task.VideoTask;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code operation=download}, and the options that bound every download. */
class DownloadOperationTest extends GeminiOmniTestSupport {
    private static final String DOWNLOAD = "gemini-omni:adverts?operation=download";

    private GeneratedVideo video;
    private byte[] bytes;

    @BeforeEach
    void makeAVideo() {
        Message message = template.request(
                        "gemini-omni:adverts?operation=generate",
                        exchange -> exchange.getIn().setBody("a cat"))
                .getMessage();
        video = message.getBody(GeneratedVideo.class);
        bytes = message.getBody(byte[].class);
    }

    @Test
    void aVideoIsNamedByItsUrlItsTaskIdAHeaderATaskAVideoOrTheJsonOfThem() throws Exception {
        String json = new ObjectMapper().writeValueAsString(video);
        String ofTask = new ObjectMapper().writeValueAsString(video.task());
        String withUrl = new ObjectMapper()
                .writeValueAsString(
                        video.task().toBuilder().videoUrlInJson(true).build());
        assertThat(new ObjectMapper().readTree(json))
                .isEqualTo(((ObjectNode) new ObjectMapper().readTree(ofTask))
                        .set(
                                "measured",
                                new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(video.measured()))));
        assertThat(json).doesNotContain("\"video_url\"");
        assertThat(withUrl).contains(video.url());
        for (Exchange exchange : new Exchange[] {
            download(video.url(), Map.of()),
            download(null, Map.of(GeminiOmniConstants.HEADER_VIDEO_URL, video.url())),
            download("anything", Map.of(GeminiOmniConstants.HEADER_VIDEO_URL, video.url())),
            download(video.task(), Map.of()),
            download(video, Map.of()),
            download(video.taskId(), Map.of()),
            download(" " + video.taskId() + "\n", Map.of()),
            download(video.taskId().getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of()),
            download(json, Map.of()),
            download(withUrl, Map.of()),
            download(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of()),
            download(null, Map.of(GeminiOmniConstants.HEADER_TASK_ID, video.taskId()))
        }) {
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isInstanceOf(GeneratedVideo.class);
            assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(bytes);
            assertThat(exchange.getMessage().getBody(GeneratedVideo.class).url())
                    .isEqualTo(video.url());
            assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_VIDEO_URL))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generate", "validate"})
    void aVideoIsNoRequestAndIsNotDownloadedToFindThatOut(String operation) {
        long before = emulator().calls(Call.DOWNLOAD);

        Exchange exchange = template.request(
                "gemini-omni:adverts?operation=" + operation,
                sent -> sent.getIn().setBody(video));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("the video of another request");
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(before);
    }

    @Test
    void aUrlAsAnObjectIsTakenByItsTextAndNotOpened() throws Exception {
        URL url = URI.create(video.url()).toURL();
        long before = emulator().calls(Call.DOWNLOAD);
        for (Exchange exchange : new Exchange[] {
            download(url, Map.of()),
            download(url.toURI(), Map.of()),
            download(null, Map.of(GeminiOmniConstants.HEADER_VIDEO_URL, url))
        }) {
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(GeneratedVideo.class).url())
                    .isEqualTo(video.url());
        }
        Exchange prompt = template.request(
                "gemini-omni:adverts", exchange -> exchange.getIn().setBody(url));
        assertThat(prompt.getException()).isInstanceOf(InvalidVideoRequestException.class);
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(before);
    }

    @Test
    void theContentIsFetchedOnlyWhenAskedFor() throws Exception {
        long before = emulator().calls(Call.DOWNLOAD);

        Message message = download(video.url(), Map.of()).getMessage();

        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(before);
        try (InputStream stream = message.getBody(InputStream.class)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(message.getBody(String.class)).isEmpty();
    }

    @Test
    void byItsTasksIdAVideoHasTheUrlThatTheGatewayGivesNow() throws Exception {
        String json = new ObjectMapper().writeValueAsString(video);
        for (Object body : new Object[] {video.taskId(), json}) {
            long before = emulator().calls(Call.QUERY);

            Message message = download(body, Map.of()).getMessage();

            assertThat(emulator().calls(Call.QUERY)).isEqualTo(before + 1);
            assertThat(message.getHeader(GeminiOmniConstants.HEADER_STATUS)).isEqualTo("completed");
            assertThat(message.getBody(String.class)).isEqualTo(video.taskId());
        }
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowIsSaidToBeUnknown() {
        assertThat(download("no-such-task", Map.of()).getException())
                .isInstanceOf(UnknownTaskException.class)
                .hasMessageContaining("no-such-task");
    }

    @Test
    void aStreamThatAStepHasReadIsFetchedAfreshFromItsStart() throws Exception {
        long before = emulator().calls(Call.DOWNLOAD);
        Message message = download(video.url(), Map.of()).getMessage();
        StreamCache stream = (StreamCache) message.getBody(InputStream.class);
        StreamCache copy = stream.copy(message.getExchange());

        assertThat(((InputStream) stream).read()).isEqualTo(bytes[0]);
        assertThat(((InputStream) stream).readNBytes(9)).hasSize(9);
        assertThat(stream.position()).isEqualTo(10);
        stream.reset();
        stream.reset();
        assertThat(((InputStream) stream).readAllBytes()).isEqualTo(bytes);
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        copy.writeTo(copied);
        assertThat(copied.toByteArray()).isEqualTo(bytes);
        assertThat(stream.inMemory()).isFalse();
        ((InputStream) stream).close();
        assertThatThrownBy(((InputStream) stream)::read).hasMessageContaining("closed");
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(before + 3);
    }

    @Test
    void aRedeliveredStepReadsAStreamFromItsStart() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stream")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                        .to(DOWNLOAD)
                        .convertBodyTo(InputStream.class)
                        .process(exchange -> {
                            byte[] read = exchange.getMessage()
                                    .getBody(InputStream.class)
                                    .readAllBytes();
                            assertThat(read).isEqualTo(bytes);
                            if (tries.incrementAndGet() == 1) {
                                throw new IllegalStateException("the disk was full");
                            }
                        });
            }
        });

        Exchange exchange =
                template.request("direct:stream", sent -> sent.getIn().setBody(video.url()));

        assertThat(exchange.getException()).isNull();
        assertThat(tries).hasValue(2);
    }

    @Test
    void whatTheJsonSaysIsInTheHeadersAndNamesTheFile() throws Exception {
        String json = new ObjectMapper()
                .writeValueAsString(
                        video.task().toBuilder().videoUrlInJson(true).build());

        Message message = download(json, Map.of()).getMessage();

        assertThat(message.getHeader(GeminiOmniConstants.HEADER_TASK_ID)).isEqualTo(video.taskId());
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_STATUS)).isEqualTo("completed");
        assertThat(message.getHeader(Exchange.FILE_NAME)).isEqualTo(video.taskId() + ".mp4");
        assertThat(message.getBody(GeneratedVideo.class).request().prompt()).isEqualTo("a cat");
    }

    @Test
    void anExpiredUrlIsAskedForAnewWhereTheTaskIsKnown() {
        long queries = emulator().calls(Call.QUERY);
        long downloads = emulator().calls(Call.DOWNLOAD);
        emulator().nextDownloads(Fault.expired());
        assertThat(download(video.task(), Map.of()).getMessage().getBody(byte[].class))
                .isEqualTo(bytes);

        assertThat(emulator().calls(Call.QUERY)).isEqualTo(queries + 1);
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(downloads + 2);

        emulator().nextDownloads(Fault.expired());
        Message urlOnly = download(video.url(), Map.of()).getMessage();
        assertThatThrownBy(() -> urlOnly.getMandatoryBody(byte[].class))
                .hasStackTraceContaining(VideoDownloadException.class.getName());
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(queries + 1);
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(downloads + 3);
    }

    @Test
    void aTaskWithoutAVideoIsAskedForOnceAndSaysHowItIs() {
        emulator().nextTasks(Timeline.immediate().processing(100));
        VideoTask running = template.requestBody("gemini-omni:adverts", "a dog", VideoTask.class);
        emulator().nextTasks(Timeline.immediate().failed("sensitive content"));
        VideoTask failed = template.requestBody("gemini-omni:adverts", "a bird", VideoTask.class);
        long before = emulator().calls(Call.QUERY);

        assertThat(download(running, Map.of()).getException())
                .hasMessageContaining(running.taskId())
                .hasMessageContaining("no video yet")
                .hasMessageContaining("Nothing was fetched");
        assertThat(download(failed, Map.of())
                        .getException(VideoTaskFailedException.class)
                        .category())
                .isEqualTo("moderation");
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(before + 2);
    }

    @Test
    void whatIsNoVideoIsRefusedAndNotShown() {
        int before = emulator().requests().size();
        for (Object body : new Object[] {
            null, "", "ftp://host/a.mp4?sig=secret", "ftp://host/a.mp4", "no id, no URL", "{\"prompt\":\"a cat\"}"
        }) {
            assertThat(download(body, Map.of()).getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Nothing was fetched")
                    .hasMessageContaining("CamelGeminiOmniVideoUrl")
                    .message()
                    .doesNotContain("secret");
        }
        assertThat(emulator().requests()).hasSize(before);
    }

    @Test
    void maxVideoSizeBoundsWhatIsLoaded() {
        Message message =
                send(DOWNLOAD + "&maxVideoSize=100", video.url(), Map.of()).getMessage();

        assertThatThrownBy(() -> message.getMandatoryBody(byte[].class))
                .hasStackTraceContaining(VideoDownloadException.class.getName())
                .hasStackTraceContaining("maxVideoSize");
    }

    @Test
    void downloadRetriesBoundsTheAttemptsThatBringNothing() {
        emulator().every(Call.DOWNLOAD, Fault.status(503));
        long before = emulator().calls(Call.DOWNLOAD);
        Message message =
                send(DOWNLOAD + "&downloadRetries=0", video.url(), Map.of()).getMessage();

        assertThatThrownBy(() -> message.getMandatoryBody(byte[].class))
                .hasStackTraceContaining(VideoDownloadException.class.getName());
        assertThat(emulator().calls(Call.DOWNLOAD)).isEqualTo(before + 1);
    }

    @Test
    void downloadHostsNamesWhereVideosMayComeFrom() {
        Message elsewhere = send(
                        DOWNLOAD + "&downloadHosts=*.example.com,cdn.example.org",
                        "https://videos.example.net/a.mp4",
                        Map.of())
                .getMessage();
        Message own = send(DOWNLOAD + "&downloadHosts=cdn.example.org", video.url(), Map.of())
                .getMessage();

        assertThatThrownBy(() -> elsewhere.getMandatoryBody(byte[].class))
                .hasStackTraceContaining("videos.example.net")
                .hasStackTraceContaining("downloadHosts");
        assertThat(own.getBody(byte[].class)).isEqualTo(bytes);
    }

    @Test
    void aBodyWithoutEndIsReadUpToTheLimit() {
        int before = emulator().requests().size();
        for (Object endless : new Object[] {Endless.stream(), Endless.reader()}) {
            assertThat(download(endless, Map.of()).getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 1048576 bytes")
                    .hasMessageContaining("maxRequestSize")
                    .hasMessageContaining("Nothing was");
        }
        assertThat(emulator().requests()).hasSize(before);
    }

    @Test
    void aHeaderWithoutEndIsReadUpToTheLimit() {
        assertThat(download(null, Map.of(GeminiOmniConstants.HEADER_VIDEO_URL, Endless.stream()))
                        .getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRequestSize");
    }

    private Exchange download(Object body, Map<String, Object> headers) {
        return send(DOWNLOAD, body, headers);
    }

    private Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().getHeaders().putAll(headers);
        });
    }
}
