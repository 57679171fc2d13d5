package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jcodec.common.DemuxerTrackMeta;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.io.SeekableByteChannel;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code run.sh} as a user does, from another folder and into a folder with a space in its name. */
class FileToVideoIT {
    private static final Path EXAMPLE = Path.of("examples", "file-to-video").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path output;
    private Path console;

    @BeforeEach
    void name() {
        output = folder.resolve("my videos");
        console = folder.resolve("console.txt");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void everySampleBecomesAVideoOrIsRejectedWithAllItsViolations() throws Exception {
        Map<String, String> sources = sources();

        Process run = run("--output", output.toString());

        assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(run.exitValue()).as(said()).isZero();
        assertThat(videosAndFacts())
                .containsExactly(
                        "first-frame.json.json",
                        "first-frame.json.mp4",
                        "full-request.json.json",
                        "full-request.json.mp4",
                        "one-line.txt.json",
                        "one-line.txt.mp4",
                        "seven-references.json.json",
                        "seven-references.json.mp4");
        assertVideo("first-frame.json", 4, 16, 9);
        assertVideo("full-request.json", 8, 9, 16);
        assertVideo("one-line.txt", 6, 16, 9);
        assertVideo("seven-references.json", 10, 16, 9);
        JsonNode facts = new ObjectMapper()
                .readTree(written("full-request.json", ".json").toFile());
        assertThat(written("full-request.json", ".mp4").getFileName())
                .hasToString("full-request.json-" + facts.get("task_id").asText() + ".mp4");
        assertThat(facts.get("status").asText()).isEqualTo("completed");
        assertThat(facts.get("resolution").asText()).isEqualTo("1080p");
        assertThat(facts.get("completed_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(names("rejected")).containsExactly("invalid.json", "invalid.json.violations.txt");
        assertThat(output.resolve("rejected/invalid.json"))
                .hasSameBinaryContentAs(EXAMPLE.resolve("inbox/invalid.json"));
        assertThat(output.resolve("rejected/invalid.json.violations.txt"))
                .content()
                .contains(
                        "nothing was paid for", "prompt:", "duration:", "resolution:", "aspect_ration:", "image_urls:")
                .doesNotContain("header", "option");
        assertThat(said())
                .contains(
                        "queued",
                        "processing",
                        "4 done, 1 rejected",
                        facts.get("task_id").asText(),
                        "1080p");
        assertThat(sources()).as("the sources of the clone").isEqualTo(sources);
    }

    @Test
    void itTakesWhatIsDroppedWhileItWatchesUntilItIsEnded() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("my inbox"));
        Process run = run("--watch", "--inbox", inbox.toString(), "--output", output.toString());
        await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("Ctrl-C"));

        Files.writeString(inbox.resolve("cat.txt"), "A cat on the moon");
        await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("1 done"));
        Files.writeString(inbox.resolve("dog.txt"), "A dog in the sea");
        await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("2 done"));
        run.destroy();

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(videosAndFacts()).contains("cat.txt.mp4", "dog.txt.mp4");
        assertThat(said()).contains("outbox/cat.txt-", "outbox/dog.txt-");
        assertThat(output.resolve(".lock")).doesNotExist();
    }

    @Test
    void aSecondRunIntoTheSameFolderIsRefused() throws Exception {
        Files.createDirectories(output);
        Files.writeString(
                output.resolve(".lock"), Long.toString(ProcessHandle.current().pid()));

        Process run = run("--output", output.toString());

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(said()).contains("Another run").contains("--output");
        assertThat(output.resolve(".lock")).exists();
    }

    @Test
    void failuresAreToldWithTheirReasonsAndTheExitStatusSaysSo() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        for (String name : List.of("one.txt", "two.txt", "three.txt")) {
            Files.writeString(inbox.resolve(name), "The prompt of " + name);
        }
        try (GatewayEmulator gateway = GatewayEmulator.builder()
                .timeline(Timeline.immediate().queued(1).processing(1))
                .start()) {
            gateway.nextCreates(Fault.resetAfterRequest());
            gateway.nextTasks(Timeline.immediate().queued(1).failed("the prompt was refused"));

            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).as(said()).isEqualTo(1);
            assertThat(gateway.creates()).isEqualTo(3);
        }
        assertThat(said())
                .contains("1 done, 2 failed", "failed: It is not known whether", "failed: the prompt was refused");
        assertThat(names("outbox")).hasSize(2);
        assertThat(names("failed"))
                .filteredOn(name -> name.endsWith(".reason.txt"))
                .hasSize(2);
    }

    @Test
    void afterASuddenEndTheNextRunGoesOnWhereItWasAndPaysForNothingTwice() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        Files.writeString(inbox.resolve("two.txt"), "A dog");
        try (GatewayEmulator gateway = GatewayEmulator.builder()
                .timeline(Timeline.immediate().processing(1).stuck())
                .start()) {
            Process first = program(gateway.baseUrl(), inbox);
            await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("2 processing"));
            first.destroyForcibly().waitFor();
            gateway.tasks().forEach(task -> task.complete());

            Process second = program(gateway.baseUrl(), inbox);

            assertThat(second.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(2);
        }
        assertThat(names("outbox")).hasSize(4);
    }

    @Test
    void aVideoThatCouldNotBeWrittenIsTriedAgainByTheNextRun() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        Path inTheWay = Files.writeString(Files.createDirectories(output).resolve("outbox"), "not a folder");
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            Process first = program(gateway.baseUrl(), inbox);
            assertThat(first.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(first.exitValue()).isEqualTo(1);
            assertThat(said()).contains("failed: its video could not be written", "the next run tries again");
            Files.delete(inTheWay);

            Process second = program(gateway.baseUrl(), inbox);

            assertThat(second.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(1);
        }
        assertThat(names("outbox")).hasSize(2);
    }

    @Test
    void aFolderOfPaidVideosIsNotTakenForTheEmulators() throws Exception {
        Path tasks = Files.createDirectories(output.resolve("tasks"));
        Files.writeString(output.resolve(".made-by"), "gateway\n");

        Process run = run("--output", output.toString());

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(said()).contains("runs with the gateway", "JIMMYAI_API_KEY is not set", "--output");
        assertThat(tasks).exists();
    }

    @Test
    void aJsonFileThatIsNoJsonIsNotPaidForAsAPrompt() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("cut-off.JSON"), "\"prompt\": \"A cat\"}");
        try (GatewayEmulator gateway = GatewayEmulator.builder().start()) {
            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(said()).contains("rejected: 1 violation, see rejected/cut-off.JSON.violations.txt");
            assertThat(gateway.creates()).isZero();
        }
    }

    @Test
    void filesAreTakenAsEditorsWriteThem() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("marked.txt"), "\ufeffA möwe");
        Files.writeString(inbox.resolve("marked.json"), "\ufeff{\"prompt\": \"A möwe\", \"duration\": 4}");
        Files.writeString(inbox.resolve("wide.txt"), "\ufeffA möwe", StandardCharsets.UTF_16LE);
        Files.writeString(inbox.resolve("wide.json"), "\ufeff{\"prompt\": \"A möwe\"}", StandardCharsets.UTF_16BE);
        Files.writeString(inbox.resolve("latin.txt"), "A möwe", StandardCharsets.ISO_8859_1);
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).as(said()).isZero();
            assertThat(gateway.tasks())
                    .hasSize(4)
                    .allMatch(task -> task.prompt().equals("A möwe"));
        }
        assertThat(output.resolve("rejected/latin.txt.violations.txt"))
                .content()
                .contains("the file: found bytes that are not UTF-8", "save it as UTF-8");
    }

    @Test
    void whatIsWrongIsToldToWhoeverWroteTheFile() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("unquoted.json"), "{\"prompt\": Ein Leuchtturm im Sturm}");
        Files.writeString(inbox.resolve("list.json"), "[{\"prompt\": \"A cat\"}, {\"prompt\": \"A dog\"}]");
        Files.writeString(inbox.resolve("braces.txt"), "{a cat}");
        Files.writeString(inbox.resolve("empty.txt"), "");
        try (GatewayEmulator gateway = GatewayEmulator.builder().start()) {
            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(said()).contains("4 rejected");
            assertThat(gateway.creates()).isZero();
        }
        for (String name : names("rejected")) {
            if (name.endsWith(".violations.txt")) {
                assertThat(output.resolve("rejected").resolve(name))
                        .content()
                        .contains("allowed: ")
                        .doesNotContain("bodyFormat", "split", "convertBodyTo", "header", "option", "…");
            }
        }
        assertThat(output.resolve("rejected/unquoted.json.violations.txt"))
                .content()
                .contains("line 1, column", "Unrecognized token 'Ein'");
    }

    @Test
    void theVideoOfAnEditedPromptDoesNotTakeThePlaceOfTheFirst() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Path prompt = Files.writeString(inbox.resolve("one.txt"), "A cat");
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            Process first = program(gateway.baseUrl(), inbox);
            assertThat(first.waitFor(4, TimeUnit.MINUTES)).isTrue();
            Files.writeString(prompt, "A dog");
            Files.setLastModifiedTime(prompt, FileTime.from(Instant.now().plusSeconds(10)));

            Process second = program(gateway.baseUrl(), inbox);

            assertThat(second.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(2);
        }
        assertThat(videosAndFacts())
                .containsExactlyInAnyOrder("one.txt.mp4", "one.txt.mp4", "one.txt.json", "one.txt.json");
    }

    @Test
    void filesOfOtherTypesAreNamedOnceAndLongPromptsAreWarnedOfInTheTable() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("long.txt"), "A cat on the moon. ".repeat(200));
        Files.writeString(inbox.resolve("notes.md"), "A dog");
        Files.writeString(inbox.resolve(".hidden"), "");
        try (GatewayEmulator gateway = GatewayEmulator.builder()
                .timeline(Timeline.immediate().queued(1).processing(1))
                .start()) {
            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(1);
        }
        assertThat(said())
                .containsOnlyOnce("notes.md makes no video: only .txt and .json files do")
                .doesNotContain(".hidden")
                .containsPattern("\n +long\\.txt .*\n +warning: .*3799 characters.*2000");
    }

    @Test
    void httpsAtAPortForHttpEndsItAtOnceWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        try (GatewayEmulator gateway = GatewayEmulator.start()) {
            Process program = program(gateway.baseUrl().replace("http:", "https:"), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
            assertThat(gateway.connections()).isEqualTo(1);
        }
        assertThat(said().lines())
                .singleElement()
                .asString()
                .contains("No request was sent.", "is the option baseUrl right to begin with https?");
    }

    @Test
    void aTimeThatCannotBeReadEndsItWithWhatIsAllowed() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        try (GatewayEmulator gateway = GatewayEmulator.start()) {
            Process program = program(gateway.baseUrl(), inbox, "-Dcamel.component.gemini-omni.task-timeout=5 minutes");

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        }
        assertThat(said().lines())
                .singleElement()
                .asString()
                .contains("'5 minutes', but must be a time", "such as 5000, 30s, 5m or 1h30m");
    }

    @Test
    void aRefusedKeyEndsItWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        Files.writeString(inbox.resolve("two.txt"), "A dog");
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().apiKey("sk-other").start()) {
            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        }
        assertThat(said()).containsOnlyOnce("No request was sent.").containsOnlyOnce("Check the option apiKey");
    }

    @Test
    void aServerThatIsNotTheGatewayEndsItWithOneMessageAndIsSentNoRequest() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        Files.writeString(inbox.resolve("two.txt"), "A dog");
        List<String> methods = new CopyOnWriteArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        other.createContext("/", exchange -> {
            methods.add(exchange.getRequestMethod());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        other.start();
        String baseUrl = "http://127.0.0.1:" + other.getAddress().getPort();
        try {
            Process program = program(baseUrl, inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        } finally {
            other.stop(0);
        }
        assertThat(said().lines())
                .singleElement()
                .asString()
                .contains(
                        "No request was sent.",
                        "HTTP 404",
                        "is the option baseUrl, " + baseUrl + ", that of the gateway?")
                .contains("JIMMYAI_BASE_URL");
        assertThat(methods).containsOnly("GET");
    }

    @Test
    void aGatewayThatTellsNoBalanceIsAGatewayAllTheSame() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            gateway.next(Call.USER_BALANCE, Fault.status(404));

            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).as(said()).isZero();
        }
        assertThat(names("outbox")).hasSize(2);
    }

    @Test
    void aMistypedOptionEndsItWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        try (GatewayEmulator gateway = GatewayEmulator.builder().start()) {
            Process program = program(gateway.baseUrl(), inbox, "-Dcamel.component.gemini-omni.pol-interval=5s");

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        }
        assertThat(said().lines())
                .singleElement()
                .asString()
                .contains("camel.component.gemini-omni.polInterval cannot be set, as there is no such option");
    }

    @Test
    void tasksThatAnotherProcessHasOpenEndItWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        try (GatewayEmulator gateway = GatewayEmulator.builder().start();
                StoreDirectory taken = StoreDirectory.open(output.resolve("tasks"))) {
            taken.dataSource().getConnection().close();

            Process program = program(gateway.baseUrl(), inbox);

            assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        }
        assertThat(said().lines())
                .singleElement()
                .asString()
                .contains(output.resolve("tasks").toString(), "Another program", "dataSource");
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(EXAMPLE.resolve("run.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command);
        script.environment().remove("JIMMYAI_API_KEY"); // whoever runs this does not pay for it
        return start(script);
    }

    /** The program that the script runs, with a gateway of the test's. */
    private Process program(String baseUrl, Path inbox, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "-Dcamel.component.gemini-omni.poll-interval=100",
                "-Dorg.slf4j.simpleLogger.logFile=" + folder.resolve("camel.log")));
        all.addAll(List.of(options));
        ProcessBuilder program =
                ExamplePrograms.program(EXAMPLE.resolve("FileToVideo.java"), all, inbox.toString(), output.toString());
        program.environment().putAll(Map.of("JIMMYAI_BASE_URL", baseUrl, "JIMMYAI_API_KEY", "sk-test"));
        return start(program);
    }

    private Process start(ProcessBuilder command) throws IOException {
        Process process = command.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        started.add(process);
        return process;
    }

    private String said() throws IOException {
        return Files.readString(console);
    }

    private List<String> names(String part) {
        return Stream.of(output.resolve(part).toFile().list()).sorted().toList();
    }

    private void assertVideo(String input, int seconds, int width, int height) throws IOException {
        File video = written(input, ".mp4").toFile();
        try (SeekableByteChannel channel = NIOUtils.readableChannel(video)) {
            DemuxerTrackMeta track =
                    MP4Demuxer.createMP4Demuxer(channel).getVideoTrack().getMeta();
            Size size = track.getVideoCodecMeta().getSize();
            assertThat(track.getTotalDuration()).as(input).isEqualTo(seconds);
            assertThat(size.getWidth() * height).as(input).isEqualTo(size.getHeight() * width);
        }
    }

    /** The files of the outbox, without the task's id in their names. */
    private List<String> videosAndFacts() {
        return names("outbox").stream()
                .map(name -> name.replaceFirst("-[^.]+(\\.\\w+)$", "$1"))
                .toList();
    }

    /** The only file of the outbox that was made of this input and ends so. */
    private Path written(String input, String ending) {
        List<String> names = names("outbox").stream()
                .filter(name -> name.startsWith(input + "-") && name.endsWith(ending))
                .toList();
        assertThat(names).as(input).hasSize(1);
        return output.resolve("outbox").resolve(names.get(0));
    }

    /** The files of the clone that are somebody's work. */
    private static Map<String, String> sources() throws IOException {
        return ExamplePrograms.files(EXAMPLE, Path.of("src"), Path.of("pom.xml"));
    }
}
