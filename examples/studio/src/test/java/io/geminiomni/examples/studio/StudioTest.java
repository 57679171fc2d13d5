package io.geminiomni.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The studio over HTTP, with an emulator of the gateway. */
class StudioTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String FOX = "{\"key\": \"fox\", \"prompt\": \"A fox\", \"duration\": 4}";

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningStudio studio;

    @BeforeEach
    void start() throws Exception {
        studio = RunningStudio.start(gateway.emulator(), folder, true);
    }

    @AfterEach
    void stop() {
        studio.close();
    }

    @Test
    void aVideoIsStoredBeforeItIsAcknowledgedAndServedInParts() throws Exception {
        JsonNode created = json(post("videos", FOX), 201);

        JsonNode done = awaitState("fox", "DELIVERED");
        byte[] stored = Files.readAllBytes(
                folder.resolve("videos").resolve(done.get("video").asText() + ".mp4"));
        assertThat(created.get("duplicate").asBoolean()).isFalse();
        assertThat(done.get("task_id")).isEqualTo(created.get("task_id"));
        assertThat(stored.length).isGreaterThan(1000);

        HttpResponse<byte[]> whole = video(done, "Accept", "video/mp4");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(stored);
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");

        HttpResponse<byte[]> part = video(done, "Range", "bytes=100-199");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(stored, 100, 200));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 100-199/" + stored.length);

        assertThat(video(done, "Range", "bytes=" + stored.length + "-").statusCode())
                .isEqualTo(416);
        for (String invalid : new String[] {"bytes=5-3", "bytes=0-1,3-4", "lines=1-2"}) {
            HttpResponse<byte[]> ignored = video(done, "Range", invalid);
            assertThat(ignored.statusCode()).as(invalid).isEqualTo(200);
            assertThat(ignored.body()).as(invalid).isEqualTo(stored);
        }
    }

    @Test
    void theCostIsEstimatedBeforeACreate() throws Exception {
        JsonNode known = json(post("estimate", "{\"prompt\": \"A fox\", \"duration\": 4}"), 200);
        JsonNode unknown = json(post("estimate", "{\"prompt\": \"A fox\", \"resolution\": \"4k\"}"), 200);
        JsonNode invalid = json(post("estimate", "{\"prompt\": \"A fox\", \"duration\": 5}"), 422);

        assertThat(known.get("amount").asText()).isEqualTo("0.20");
        assertThat(known.get("unit").asText()).isEqualTo("USD");
        assertThat(known.get("row").asText()).contains("resolution=720p, perSecond=0.05");
        assertThat(unknown.get("known").asBoolean()).isFalse();
        assertThat(unknown.has("amount")).isFalse();
        assertThat(invalid.get("violations")).hasSize(1);
        assertThat(gateway.emulator().requests()).isEmpty();
    }

    @Test
    void withoutAPriceListNothingIsEstimated() throws Exception {
        studio.close();
        studio = RunningStudio.startAtGateway(gateway.emulator(), folder);

        assertThat(json(post("estimate", "{\"prompt\": \"A fox\"}"), 200)).isEmpty();
    }

    @Test
    void theGalleryNeedsNeitherTheGatewayNorTheTaskStore() throws Exception {
        json(post("videos", FOX), 201);
        awaitState("fox", "DELIVERED");
        studio.close();
        gateway.emulator().goDown();

        studio = RunningStudio.start(gateway.emulator(), emptiedOfTasks(), true);

        JsonNode gallery = json(get("videos"), 200).get("videos");
        assertThat(gallery).hasSize(1);
        assertThat(gallery.get(0).get("prompt").asText()).isEqualTo("A fox");
        assertThat(video(gallery.get(0), "Range", "bytes=0-3").statusCode()).isEqualTo(206);
    }

    @Test
    void aLargeVideoIsServedWhole() throws Exception {
        long size = 65 * 1024 * 1024;
        try (RandomAccessFile video =
                new RandomAccessFile(folder.resolve("videos/large.mp4").toFile(), "rw")) {
            video.setLength(size);
        }

        HttpResponse<InputStream> whole =
                client.send(request("media/large.mp4?download=yes").build(), BodyHandlers.ofInputStream());

        assertThat(whole.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"large.mp4\"");
        try (InputStream body = whole.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(size);
        }
        HttpResponse<InputStream> resumed = client.send(
                request("media/large.mp4?download=yes")
                        .header("Range", "bytes=1000-")
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(resumed.statusCode()).isEqualTo(200);
        try (InputStream body = resumed.body()) {
            assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(size);
        }
    }

    @Test
    void noFileStaysOpenWhenADownloadIsAborted() throws Exception {
        Path large = folder.resolve("videos/large.mp4");
        try (RandomAccessFile video = new RandomAccessFile(large.toFile(), "rw")) {
            video.setLength(200L * 1024 * 1024);
        }

        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET /media/large.mp4?download=yes HTTP/1.1\r\nHost: 127.0.0.1:"
                                    + studio.address().getPort() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }

        await().atMost(PATIENCE).until(() -> openFiles().noneMatch(large::equals));
    }

    /** The files that this process has open. Linux shows them as links. */
    private static Stream<Path> openFiles() throws IOException {
        Path links = Path.of("/proc/self/fd");
        if (!Files.isDirectory(links)) {
            return Stream.empty();
        }
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(links)) {
            for (Path link : all) {
                if (Files.isSymbolicLink(link)) {
                    open.add(Files.readSymbolicLink(link));
                }
            }
        }
        return open.stream();
    }

    @Test
    void theGalleryIsPagedTheNewestFirst() throws Exception {
        Path videos = folder.resolve("videos");
        for (int i = 0; i < 14; i++) {
            Files.write(
                    videos.resolve("video-" + i + ".json"), "{\"prompt\": \"A fox\"}".getBytes(StandardCharsets.UTF_8));
            Path video = Files.write(videos.resolve("video-" + i + ".mp4"), new byte[] {1});
            Files.setLastModifiedTime(video, FileTime.fromMillis(1_000_000_000_000L + i));
        }
        Files.write(videos.resolve("without-facts.mp4"), new byte[] {1});

        JsonNode first = json(get("videos"), 200);
        JsonNode rest = json(get("videos?after=" + first.get("next").asText()), 200);

        assertThat(first.get("videos").findValuesAsText("video"))
                .hasSize(12)
                .startsWith("video-13", "video-12")
                .endsWith("video-2");
        assertThat(rest.get("videos").findValuesAsText("video")).containsExactly("video-1", "video-0");
        assertThat(rest.get("next").isNull()).isTrue();
    }

    @Test
    void whatWasSpentIsShownByChannel() throws Exception {
        assertThat(json(get("spending"), 200).get("channels")).isEmpty();
        Charge charge = new Charge(new CostEstimate(new BigDecimal("0.30"), "EUR", "row 1"), "team", null, false);

        studio.book("one", charge);
        studio.book("two", charge);

        JsonNode channels = json(get("spending"), 200).get("channels");
        assertThat(channels).hasSize(1);
        assertThat(channels.get(0).get("channel").asText()).isEqualTo("studio");
        assertThat(channels.get(0).get("month").asText()).isEqualTo("0.6");
        assertThat(channels.get(0).get("unit").asText()).isEqualTo("EUR");
        assertThat(channels.get(0).get("attempts").asInt()).isEqualTo(2);
    }

    private Path emptiedOfTasks() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.move(folder.resolve("videos"), other.resolve("videos"));
        return other;
    }

    @Test
    void noUrlOfTheGatewayReachesThePage() throws Exception {
        JsonNode picture = json(
                client.send(
                        changing("pictures?name=fox.png")
                                .POST(BodyPublishers.ofByteArray(new byte[] {1, 2, 3}))
                                .build(),
                        BodyHandlers.ofString()),
                201);
        String reference = picture.get("reference").asText();

        HttpResponse<String> created =
                post("videos", "{\"key\": \"fox\", \"prompt\": \"A fox\", \"image_urls\": [\"" + reference + "\"]}");

        assertThat(json(created, 201).get("image_urls").get(0).get("label").asText())
                .endsWith(".png");
        assertThat(gateway.emulator().requests(Call.CREATE).get(0).text())
                .contains("\"image_urls\":[\"" + gateway.baseUrl());
        awaitState("fox", "DELIVERED");
        for (String what : new String[] {"tasks", "task?key=fox", "videos"}) {
            assertThat(get(what).body()).contains("A fox").doesNotContain(gateway.baseUrl(), "http://");
        }
        assertThat(picture.toString()).doesNotContain("http");
    }

    @Test
    void allViolationsAreReportedByFieldAndNothingIsPaidFor() throws Exception {
        String invalid = "{\"key\": \"fox\", \"prompt\": \" \", \"duration\": 5, \"aspect_ratio\": \"wide\"}";

        for (String what : new String[] {"videos", "validate"}) {
            JsonNode answer = json(post(what, invalid), 422);

            assertThat(answer.get("violations").findValuesAsText("field"))
                    .containsExactlyInAnyOrder("prompt", "duration", "aspect_ratio");
        }
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void aFormThatIsSentTwiceIsPaidForOnce() throws Exception {
        JsonNode first = json(post("videos", FOX), 201);
        JsonNode second = json(post("videos", FOX), 201);

        assertThat(second.get("task_id")).isEqualTo(first.get("task_id"));
        assertThat(second.get("duplicate").asBoolean()).isTrue();
        assertThat(json(post("videos", FOX.replace("A fox", "A cat")), 409)
                        .get("message")
                        .asText())
                .contains("fox");
        assertThat(json(post("videos", "{\"prompt\": \"A fox\"}"), 400)
                        .get("message")
                        .asText())
                .contains("no key");
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void tasksAreCountedFilteredSearchedAndPaged() throws Exception {
        for (int i = 0; i < 27; i++) {
            studio.park("key-" + i, "Prompt " + i, "task-" + i, "for the test");
        }
        json(post("videos", FOX), 201);
        awaitState("fox", "DELIVERED");

        JsonNode first = json(get("tasks"), 200);
        assertThat(first.get("counts").toString()).isEqualTo("{\"DELIVERED\":1,\"PARKED\":27}");
        assertThat(first.get("tasks")).hasSize(25);
        JsonNode rest = json(get("tasks?after=" + first.get("next").asText()), 200);
        assertThat(rest.get("tasks").findValuesAsText("key")).containsExactly("key-2", "key-1", "key-0");
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(json(get("tasks?state=DELIVERED,UNKNOWN"), 200).get("tasks").findValuesAsText("key"))
                .containsExactly("fox");
        assertThat(json(get("tasks?prefix=task-26"), 200).get("tasks").findValuesAsText("key"))
                .containsExactly("key-26");
        assertThat(json(get("tasks?state=SOME"), 400).get("message").asText())
                .startsWith("The state is 'SOME', but must be one of [SUBMITTING,");
        json(get("tasks?after=x"), 400);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        studio.park("fox", "A fox", "task-1", "for the test");
        String tag = get("tasks").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again =
                client.send(request("api/tasks").header("If-None-Match", tag).build(), BodyHandlers.ofString());
        studio.park("cat", "A cat", "task-2", "for the test");
        HttpResponse<String> changed =
                client.send(request("api/tasks").header("If-None-Match", tag).build(), BodyHandlers.ofString());

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(changed.statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestOfUnknownOutcomeIsResolvedAsTheTaskThatTheAccountShows() throws Exception {
        gateway.emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());
        JsonNode failed = json(post("videos", FOX), 502);
        assertThat(failed.get("unknown").asBoolean()).isTrue();
        GatewayEmulator emulator = gateway.emulator();
        String taskId = emulator.tasks().iterator().next().id();

        json(post("operate/resolve-as-task", "{\"key\": \"fox\", \"task_id\": \"" + taskId + "\"}"), 200);

        JsonNode history = awaitState("fox", "DELIVERED").get("history");
        assertThat(history.findValuesAsText("to"))
                .containsExactly("SUBMITTING", "UNKNOWN", "UNKNOWN", "WAITING", "COMPLETED", "DELIVERED");
        assertThat(history.get(2).get("reason").asText()).startsWith("Evidence: cannot tell");
        assertThat(history.get(3).get("by").asText()).startsWith("operator ").endsWith(", studio");
        assertThat(emulator.accepted("fox")).isEqualTo(1);
    }

    @Test
    void whatTheBalanceSaysOfARequestOfUnknownOutcomeHasAPlaceOfItsOwn() throws Exception {
        studio.unknown(
                "fox",
                "Evidence: not charged; spent by the account between 10:00:00 and 10:05:20: 1.20; accounted for by known"
                        + " tasks: 1.20; in flight: this one only; its price: 0.30; spent by the key: 1.20. It broke off");

        JsonNode task = json(get("tasks?state=UNKNOWN"), 200).get("tasks").get(0);

        assertThat(task.get("evidence").toString())
                .isEqualTo("{\"verdict\":\"not charged\",\"from\":\"10:00:00\",\"to\":\"10:05:20\",\"spent\":\"1.20\","
                        + "\"known\":\"1.20\",\"others\":0,\"price\":\"0.30\",\"by_key\":\"1.20\"}");
        assertThat(task.get("error_message").asText()).isEqualTo("It broke off");
        assertThat(json(get("task?key=fox"), 200).get("evidence")).isEqualTo(task.get("evidence"));
    }

    @Test
    void aKeyThatIsFreedCanBeUsedAgain() throws Exception {
        gateway.emulator().nextCreates(Fault.resetAfterRequest());
        json(post("videos", FOX), 502);

        json(post("operate/resolve-as-not-submitted", "{\"key\": \"fox\"}"), 200);

        json(post("operate/resolve-as-not-submitted", "{\"key\": \"fox\"}"), 409);
        json(post("videos", FOX), 201);
        awaitState("fox", "DELIVERED");
    }

    @Test
    void parkedTasksAreUnparkedTogetherOrOneByOne() throws Exception {
        for (int i = 0; i < 3; i++) {
            studio.park("key-" + i, "Prompt " + i, "task-" + i, "for the test");
        }

        JsonNode one = json(post("operate/unpark", "{\"task_ids\": [\"task-1\"]}"), 200);
        json(post("operate/unpark", "{}"), 400);
        JsonNode all = json(post("operate/unpark", "{\"all\": true}"), 200);

        assertThat(one.get("unparked").asInt()).isEqualTo(1);
        assertThat(all.get("unparked").asInt()).isEqualTo(2);
    }

    @Test
    void aTaskOfTheAccountIsAdopted() throws Exception {
        gateway.emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());
        json(post("videos", FOX), 502);
        String taskId = gateway.emulator().tasks().iterator().next().id();

        json(post("operate/adopt", "{\"task_id\": \"" + taskId + "\"}"), 200);
        json(post("operate/adopt", "{\"task_id\": \"not valid\"}"), 400);

        awaitState("adopted:" + taskId, "DELIVERED");
    }

    @Test
    void withoutOperateNothingIsDecided() throws Exception {
        studio.park("fox", "A fox", "task-1", "for the test");
        studio.close();
        studio = RunningStudio.start(gateway.emulator(), folder, false);

        assertThat(json(post("operate/unpark", "{\"all\": true}"), 403)
                        .get("message")
                        .asText())
                .contains("--operate");

        assertThat(json(get("session"), 200).get("operate").asBoolean()).isFalse();
        assertThat(json(get("tasks"), 200).get("counts").toString()).isEqualTo("{\"PARKED\":1}");
    }

    @Test
    void anotherSiteCannotChangeAnything() throws Exception {
        HttpRequest.Builder withoutToken = request("api/videos").POST(BodyPublishers.ofString(FOX));
        HttpRequest.Builder ofAnotherSite =
                changing("videos").header("Origin", "https://elsewhere.example").POST(BodyPublishers.ofString(FOX));
        HttpRequest.Builder crossSite =
                changing("videos").header("Sec-Fetch-Site", "cross-site").POST(BodyPublishers.ofString(FOX));

        for (HttpRequest.Builder request : new HttpRequest.Builder[] {withoutToken, ofAnotherSite, crossSite}) {
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
        }
        // With a parameter of the query, which Camel makes a header.
        assertThat(client.send(
                                request("api/videos?" + Guard.TOKEN_HEADER + "=" + token())
                                        .POST(BodyPublishers.ofString(FOX))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.emulator().creates()).isZero();
    }

    @Test
    void aForeignNameOfThisMachineIsRefused() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /api/session HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 421")
                    .contains("Open it at " + studio.address())
                    .doesNotContain("token");
        }
    }

    @Test
    void onlyAnEmulatorThatIsNamedSoIsSaidToCostNothing() throws Exception {
        assertThat(json(get("session"), 200).get("emulator").asBoolean()).isTrue();
        studio.close();
        studio = RunningStudio.startAtGateway(gateway.emulator(), folder);

        JsonNode session = json(get("session"), 200);
        assertThat(session.get("emulator").asBoolean()).isFalse();
        assertThat(session.get("gateway").asText()).isEqualTo(gateway.baseUrl());
    }

    @Test
    void eachAnswerHasAStrictPolicyAndEachPlaceThePage() throws Exception {
        for (String path :
                new String[] {"", "create", "videos", "tasks?state=UNKNOWN", "needs-you", "none", "api/none"}) {
            HttpResponse<String> page = client.send(request(path).build(), BodyHandlers.ofString());

            assertThat(page.statusCode()).isEqualTo(path.endsWith("none") ? 404 : 200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self';")
                    .contains("require-trusted-types-for 'script'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
        for (String asset : new String[] {"studio.css", "main.js", "mark.svg"}) {
            HttpResponse<String> answer = client.send(request("assets/" + asset).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://");
        }
        assertThat(client.send(request("media/..%2F..%2Ftasks").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPortThatIsInUseIsNamed() throws Exception {
        int port = studio.address().getPort();
        Path output = folder.resolve("output");
        ProcessBuilder second = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Studio.class.getName(),
                        String.valueOf(port),
                        folder.resolve("second").toString(),
                        gateway.baseUrl())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        second.environment().put("JIMMYAI_API_KEY", "sk-test");

        Process process = second.start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroy();
        }

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output))
                .contains("The studio cannot start at 127.0.0.1:" + port + ": ")
                .contains("Address already in use", "--port");
    }

    private JsonNode awaitState(String key, String state) throws Exception {
        await().atMost(PATIENCE)
                .until(() ->
                        json(get("task?key=" + key), 200).get("state").asText().equals(state));
        return json(get("task?key=" + key), 200);
    }

    private HttpResponse<byte[]> video(JsonNode task, String header, String value) throws Exception {
        return client.send(
                request("media/" + task.get("video").asText() + ".mp4")
                        .header(header, value)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<String> get(String what) throws Exception {
        return client.send(request("api/" + what).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String what, String body) throws Exception {
        return client.send(changing(what).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder changing(String what) throws Exception {
        return request("api/" + what).header("Content-Type", "application/json").header(Guard.TOKEN_HEADER, token());
    }

    private String token() throws Exception {
        return json(get("session"), 200).get("token").asText();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(studio.address() + path));
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Reply.JSON.readTree(answer.body());
    }
}
