package io.geminiomni.camel;

import static io.geminiomni.camel.ConsumerFixture.FAST;
import static io.geminiomni.camel.ConsumerFixture.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.WrongVideoException;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Quirk;
import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.Transition;
import io.geminiomni.camel.task.VideoTask;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code verifyVideo}: what a video is is found out while it is read, and compared with what was asked for. */
class VerifyVideoTest extends ConsumerTestSupport {
    private static final String WARNING = "WARN io.geminiomni.camel.delivery.VideoVerification";
    private static final String LONGER = "it has 4.000 s, but 6 s were asked for";

    private final ConcurrentLinkedQueue<GeneratedVideo> videos = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private CamelContext route(String options, Processor processor) throws Exception {
        return fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + FAST + options)
                        .process(exchange -> videos.add(exchange.getIn().getBody(GeneratedVideo.class)))
                        .process(processor);
            }
        });
    }

    private static byte[] bytes(Exchange exchange) {
        return exchange.getIn().getBody(byte[].class);
    }

    private MeasuredVideo measured() {
        return videos.peek().measured();
    }

    private Transition last(VideoTask task) {
        List<Transition> history = fixture.tasks().history(task.channel(), task.key());
        return history.get(history.size() - 1);
    }

    private static MeasuredVideo asAskedFor(byte[] content) {
        return new MeasuredVideo(Duration.ofSeconds(6), 1280, 720, Sha256.of(content), content.length, null);
    }

    @Test
    void aVideoAsAskedForIsMeasuredAndItsHistorySaysSo() throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            CamelContext node = route("", exchange -> {
                GeneratedVideo video = exchange.getIn().getBody(GeneratedVideo.class);
                assertThat(video.measured()).isNull();
                assertThat(video.facts()).doesNotContainKey("measured");
                byte[] content = bytes(exchange);
                assertThat(video.measured()).isEqualTo(asAskedFor(content));
                Files.write(folder.resolve("read"), content);
            });
            VideoTask task = create(node, "adverts");

            becomes(task, TaskState.DELIVERED);
            assertThat(last(task).to()).isEqualTo(TaskState.DELIVERED);
            assertThat(last(task).reason())
                    .isEqualTo(asAskedFor(Files.readAllBytes(folder.resolve("read")))
                            .toString());
            assertThat(fixture.now(task).errorMessage()).isNull();
            assertThat(logs.text()).doesNotContain("not what was asked for");
        }
    }

    @Test
    void theJsonThatIsWrittenAfterTheVideoHasWhatWasMeasured() throws Exception {
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?" + FAST)
                        .toD("file:" + folder)
                        .marshal()
                        .json()
                        .toD("file:" + folder + "?fileName=facts.json");
            }
        });
        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        byte[] content = Files.readAllBytes(folder.resolve(fixture.now(task).taskId() + ".mp4"));
        JsonNode facts =
                new ObjectMapper().readTree(folder.resolve("facts.json").toFile());
        assertThat(facts.path("measured"))
                .isEqualTo(new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(asAskedFor(content))));
    }

    @Test
    void aVideoThatComesInPartsIsMeasuredAsAWhole() throws Exception {
        gateway.emulator().nextDownloads(Fault.resetInAnswer(700), Fault.resetInAnswer(3000));
        CamelContext node = route("", exchange -> {
            try (InputStream stream = exchange.getIn().getBody(InputStream.class)) {
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                byte[] part = new byte[333];
                for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
                    assertThat(videos.peek().measured() == null || count == 1).isTrue();
                    read.write(part, 0, count);
                }
                assertThat(videos.peek().measured()).isEqualTo(asAskedFor(read.toByteArray()));
            }
        });
        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(gateway.emulator().calls(Call.DOWNLOAD)).isEqualTo(3);
        assertThat(last(task).reason()).isEqualTo(measured().toString());
    }

    @Test
    void aVideoThatIsNotReadToItsEndIsNotMeasured() throws Exception {
        CamelContext node = route("", exchange -> {
            try (InputStream stream = exchange.getIn().getBody(InputStream.class)) {
                stream.readNBytes(1000);
            }
        });
        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(measured()).isNull();
        assertThat(last(task).reason()).isNull();
    }

    @Test
    void aVideoThatIsNotAsAskedForIsAWarningWithBothFigures() throws Exception {
        gateway.emulator().quirks(Quirk.SHORT_VIDEO, Quirk.SMALL_VIDEO);
        try (CapturedLogs logs = new CapturedLogs()) {
            CamelContext node = route("", VerifyVideoTest::bytes);
            VideoTask task = create(node, "adverts");

            becomes(task, TaskState.DELIVERED);
            String difference = LONGER + "; it has 640x360 pixels, but 720p was asked for";
            assertThat(logs.text()).containsOnlyOnce(WARNING).contains(difference);
            assertThat(last(task).reason()).isEqualTo(difference + " (" + measured() + ")");
            assertThat(videos).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withParkAWrongVideoIsNotPassedOnAndItsTaskIsParkedAtOnce(boolean handled) throws Exception {
        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        AtomicInteger whole = new AtomicInteger();
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                onException(WrongVideoException.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0)
                        .handled(handled);
                from("gemini-omni:adverts?verifyVideo=park&" + FAST)
                        .process(exchange -> videos.add(exchange.getIn().getBody(GeneratedVideo.class)))
                        .process(VerifyVideoTest::bytes)
                        .process(exchange -> whole.incrementAndGet());
            }
        });

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.PARKED);
        assertThat(whole).hasValue(0);
        assertThat(gateway.emulator().calls(Call.DOWNLOAD)).isEqualTo(1);
        assertThat(fixture.now(task).errorMessage())
                .contains(LONGER, "verifyVideo=park", measured().sha256());
        assertThat(last(task).reason()).contains(LONGER);
        assertThat(videos).hasSize(1);
        assertThatThrownBy(() -> videos.peek().openStream())
                .isInstanceOf(WrongVideoException.class)
                .hasMessageContainingAll(LONGER, fixture.now(task).taskId(), "paid for", "operation=download");
    }

    @Test
    void withParkNoWrongVideoIsInTheFolderOfTheFileComponent() throws Exception {
        gateway.emulator().quirks(Quirk.SMALL_VIDEO);
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("gemini-omni:adverts?verifyVideo=park&" + FAST).to("file:" + folder + "?tempPrefix=.part-");
            }
        });

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.PARKED);
        assertThat(folder).isDirectoryNotContaining("glob:**/task_*.mp4");
    }

    @Test
    void aWrongVideoThatWasUnparkedIsEmittedAndMeasuredAgain() throws Exception {
        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        CamelContext node = route("&verifyVideo=park", VerifyVideoTest::bytes);
        VideoTask task = create(node, "adverts");
        becomes(task, TaskState.PARKED);
        gateway.emulator().quirks();

        fixture.tasks().unpark("adverts", null);

        becomes(task, TaskState.DELIVERED);
        assertThat(last(task).reason()).startsWith("6.000 s, 1280x720, ");
    }

    @Test
    void whatIsNoMp4FileIsSaidToBeNone() throws Exception {
        gateway.emulator().nextDownloads(Fault.body("video/mp4", "not a video"));
        CamelContext node = route("&verifyVideo=park", VerifyVideoTest::bytes);

        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.PARKED);
        assertThat(fixture.now(task).errorMessage()).contains("it is no MP4 file", "11 bytes");
        assertThat(measured().defect()).isEqualTo("no MP4 file");
    }

    @Test
    void withOffNothingIsMeasured() throws Exception {
        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        try (CapturedLogs logs = new CapturedLogs()) {
            CamelContext node = route("&verifyVideo=off", VerifyVideoTest::bytes);
            VideoTask task = create(node, "adverts");

            becomes(task, TaskState.DELIVERED);
            assertThat(measured()).isNull();
            assertThat(last(task).reason()).isNull();
            assertThat(logs.text()).doesNotContain("not what was asked for");
        }
    }

    @Test
    void aVideoThatComesAgainIsMeasuredAgain() throws Exception {
        gateway.emulator().nextDownloads(Fault.quirks(Quirk.SHORT_VIDEO));
        AtomicInteger attempts = new AtomicInteger();
        CamelContext node = route("", exchange -> {
            bytes(exchange);
            if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("the first attempt fails");
            }
        });
        VideoTask task = create(node, "adverts");

        becomes(task, TaskState.DELIVERED);
        assertThat(videos)
                .extracting(video -> video.measured().seconds().intValue())
                .containsExactly(4, 6);
        assertThat(last(task).reason()).startsWith("6.000 s");
    }

    @Test
    void aVideoOfADurationThatWasAskedForIsRightAndOfAnotherOneIsNot() throws Exception {
        CamelContext node = route("&verifyVideo=park", VerifyVideoTest::bytes);
        ProducerTemplate template = node.createProducerTemplate();

        VideoTask right = template.requestBody(
                "gemini-omni:adverts?duration=10&resolution=1080p&aspectRatio=9:16", "a cat", VideoTask.class);
        becomes(right, TaskState.DELIVERED);
        assertThat(last(right).reason()).startsWith("10.000 s, 1080x1920");
        VideoTask fixed = template.requestBody("gemini-omni:adverts?model=omni-10s", "a cat", VideoTask.class);
        becomes(fixed, TaskState.DELIVERED);
        assertThat(last(fixed).reason()).startsWith("10.000 s, 1280x720");
        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        VideoTask ofVideo = template.requestBody(
                "gemini-omni:adverts?videoUrls=https://cdn.example/a.mp4", "a cat", VideoTask.class);
        becomes(ofVideo, TaskState.DELIVERED);
        VideoTask wrong = template.requestBody("gemini-omni:adverts?duration=8", "a cat", VideoTask.class);
        becomes(wrong, TaskState.PARKED);
        assertThat(fixture.now(wrong).errorMessage()).contains("it has 6.000 s, but 8 s were asked for");
    }

    @Test
    void generateMeasuresAndParksToo() throws Exception {
        CamelContext node = fixture.node(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:generate")
                        .to("gemini-omni:adverts?operation=generate&idempotencyKey=${body}&verifyVideo=park")
                        .process(VerifyVideoTest::bytes);
            }
        });
        ProducerTemplate template = node.createProducerTemplate();

        GeneratedVideo right = template.requestBody("direct:generate", "a cat", GeneratedVideo.class);
        assertThat(right.measured().seconds()).isEqualByComparingTo("6");
        becomes(right.task(), TaskState.DELIVERED);
        assertThat(last(right.task()).reason()).isEqualTo(right.measured().toString());

        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        Exchange wrong =
                template.request("direct:generate", exchange -> exchange.getIn().setBody("a dog"));
        assertThat(wrong.getException()).hasStackTraceContaining(LONGER);
        VideoTask parked = wrong.getMessage().getBody(GeneratedVideo.class).task();
        becomes(parked, TaskState.PARKED);
        Exchange again =
                template.request("direct:generate", exchange -> exchange.getIn().setBody("a dog"));
        assertThat(again.getException()).hasStackTraceContaining(LONGER);
        assertThat(gateway.emulator().creates()).isEqualTo(2);
    }

    @Test
    void downloadMeasuresAndWarnsButHasNothingToPark() throws Exception {
        gateway.emulator().quirks(Quirk.SHORT_VIDEO);
        try (CapturedLogs logs = new CapturedLogs()) {
            CamelContext node = route("&verifyVideo=park", VerifyVideoTest::bytes);
            VideoTask task = create(node, "adverts");
            becomes(task, TaskState.PARKED);
            ProducerTemplate template = node.createProducerTemplate();
            String download = "gemini-omni:adverts?operation=download&verifyVideo=park";

            Exchange known = template.request(
                    download,
                    exchange -> exchange.getIn().setBody(fixture.now(task).taskId()));
            assertThat(known.getMessage().getBody(byte[].class)).isNotEmpty();
            assertThat(logs.text()).containsOnlyOnce(WARNING).contains(LONGER);
            assertThat(known.getMessage()
                            .getBody(GeneratedVideo.class)
                            .measured()
                            .seconds())
                    .isEqualByComparingTo("4");

            Exchange onlyUrl = template.request(
                    download,
                    exchange -> exchange.getIn().setBody(fixture.now(task).videoUrl()));
            assertThat(onlyUrl.getMessage().getBody(byte[].class)).isNotEmpty();
            assertThat(logs.text()).containsOnlyOnce(WARNING);
        }
    }
}
