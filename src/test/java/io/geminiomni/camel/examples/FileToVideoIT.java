package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the program of the example with a gateway of the test's. */
class FileToVideoIT extends FileToVideoRun {
    private static final Path SOURCE = EXAMPLE.resolve("FileToVideo.java");

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
        String lease = "-Dcamel.component.gemini-omni.lease-duration=2s";
        try (GatewayEmulator gateway = GatewayEmulator.builder()
                .timeline(Timeline.immediate().processing(1).stuck())
                .start()) {
            Process first = program(gateway.baseUrl(), inbox, lease);
            await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("2 processing"));
            first.destroyForcibly().waitFor();
            gateway.tasks().forEach(task -> task.complete());

            assertThat(run(gateway.baseUrl(), inbox, lease)).as(said()).isZero();
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
            assertThat(run(gateway.baseUrl(), inbox)).isEqualTo(1);
            assertThat(said()).contains("failed: its video could not be written", "the next run tries again");
            Files.delete(inTheWay);

            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(1);
        }
        assertThat(names("outbox")).hasSize(2);
    }

    @Test
    void theVideoOfAFileWithALongNameIsWrittenAndItsTaskIsKeptAsTheFileStaysInTheInbox() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        String name = "ü🦊".repeat(38) + ".txt";
        Files.writeString(inbox.resolve(name), "A fox");
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
        }
        assertThat(names("outbox")).hasSize(2).allMatch(file -> file.startsWith("ü🦊".repeat(16) + "ü-task_"));
        assertThat(said()).contains("1 done").containsPattern(" KB +outbox/");
        assertThat(RetentionOfTasks.in(output)).isGreaterThan(Duration.ofDays(3000));
    }

    @Test
    void aJsonFileThatIsNoJsonIsNotPaidForAsAPrompt() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("cut-off.JSON"), "\"prompt\": \"A cat\"}");
        try (GatewayEmulator gateway = GatewayEmulator.builder().start()) {
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
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
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
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
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
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
        Files.setLastModifiedTime(prompt, FileTime.from(Instant.now().minusSeconds(60)));
        try (GatewayEmulator gateway =
                GatewayEmulator.builder().timeline(Timeline.immediate()).start()) {
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
            Files.writeString(prompt, "A dog");
            Files.setLastModifiedTime(prompt, FileTime.from(Instant.now().minusSeconds(30)));

            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
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
            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
            assertThat(gateway.creates()).isEqualTo(1);
        }
        assertThat(said())
                .containsOnlyOnce("notes.md makes no video: only .txt and .json files do")
                .doesNotContain(".hidden", ".camelLock")
                .containsPattern("\n +long\\.txt .*\n +warning: .*3799 characters.*2000");
    }

    @Test
    void httpsAtAPortForHttpEndsItAtOnceWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve("one.txt"), "A cat");
        try (GatewayEmulator gateway = GatewayEmulator.start()) {
            assertThat(run(gateway.baseUrl().replace("http:", "https:"), inbox)).isEqualTo(1);
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
            assertThat(run(gateway.baseUrl(), inbox, "-Dcamel.component.gemini-omni.task-timeout=5 minutes"))
                    .isEqualTo(1);
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
            assertThat(run(gateway.baseUrl(), inbox)).isEqualTo(1);
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
            assertThat(run(baseUrl, inbox)).isEqualTo(1);
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

            assertThat(run(gateway.baseUrl(), inbox)).as(said()).isZero();
        }
        assertThat(names("outbox")).hasSize(2);
    }

    @Test
    void aMistypedOptionEndsItWithOneMessage() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        try (GatewayEmulator gateway = GatewayEmulator.builder().start()) {
            assertThat(run(gateway.baseUrl(), inbox, "-Dcamel.component.gemini-omni.pol-interval=5s"))
                    .isEqualTo(1);
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

    /** Runs the program in this process. Returns its exit status. */
    private int run(String baseUrl, Path inbox, String... options) throws Exception {
        Map<String, String> properties = new HashMap<>(Map.of(
                "camel.component.gemini-omni.base-url", baseUrl,
                "camel.component.gemini-omni.api-key", "sk-test",
                "camel.component.gemini-omni.poll-interval", "100"));
        for (String option : options) {
            String[] parts = option.substring("-D".length()).split("=", 2);
            properties.put(parts[0], parts[1]);
        }
        return ExamplePrograms.run(SOURCE, properties, "", console, inbox.toString(), output.toString());
    }

    /** The program that the script runs, with a gateway of the test's. */
    private Process program(String baseUrl, Path inbox, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "-Dcamel.component.gemini-omni.poll-interval=100",
                "-Dorg.slf4j.simpleLogger.logFile=" + folder.resolve("camel.log")));
        all.addAll(List.of(options));
        ProcessBuilder program = ExamplePrograms.program(SOURCE, all, inbox.toString(), output.toString());
        program.environment().putAll(Map.of("JIMMYAI_BASE_URL", baseUrl, "JIMMYAI_API_KEY", "sk-test"));
        return start(program);
    }
}
