package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job in one file of YAML. */
class YamlIT {
    private static final Path EXAMPLE = Path.of("examples", "yaml").toAbsolutePath();

    @TempDir
    Path folder;

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    private Main main;

    @AfterEach
    void stop() {
        if (main != null) {
            main.stop();
        }
    }

    @Test
    void everySampleBecomesAVideoOrIsRejected() throws Exception {
        start(EXAMPLE.resolve("inbox"));

        await().until(() -> videos() == 2 && count("rejected", ".txt") == 1);

        await().untilAsserted(() -> assertVideosAndViolations(folder));
    }

    @Test
    void aFileThatIsBeingWrittenIsNotPaidForBeforeItsEnd() throws Exception {
        Path prompt = Files.createDirectories(folder.resolve("inbox")).resolve("slow.txt");
        write(prompt, "A light", Instant.now().plus(Duration.ofHours(1)));
        start(prompt.getParent());
        await().during(Duration.ofSeconds(2)).until(() -> gateway.emulator().creates() == 0);

        write(prompt, "A lighthouse at dawn", Instant.now().minus(Duration.ofMinutes(1)));

        await().until(() -> videos() == 1);
        assertThat(gateway.emulator().tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.prompt()).isEqualTo("A lighthouse at dawn"));
    }

    /** A file that is written all the time looks as one that was changed in the future: it is never old enough. */
    private static void write(Path file, String text, Instant changed) throws IOException {
        Path other = Files.writeString(file.resolveSibling(".other"), text);
        Files.setLastModifiedTime(other, FileTime.from(changed));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whatTheGatewayRejectsIsSentOnceAndItsReasonIsWritten() throws Exception {
        gateway.emulator().every(Call.CREATE, Fault.code("20002", "the prompt is refused"));
        start(inboxWith("one.txt"));

        awaitReason("one.txt", "the prompt is refused");
        await().during(Duration.ofSeconds(2)).until(() -> gateway.emulator().creates() == 1);
    }

    @Test
    void aRequestOfUnknownOutcomeIsSentOnceAndItsReasonSaysSo() throws Exception {
        gateway.emulator().nextCreates(Fault.resetAfterRequest());
        start(inboxWith("one.txt"));

        awaitReason("one.txt", "It is not known whether");
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Tag("programs")
    @Test
    void aBusyGatewayIsAskedAgainAndThenTheReasonSaysThatNothingWasPaidFor() throws Exception {
        gateway.emulator().nextCreates(Fault.tooManyRequests());
        start(inboxWith("one.txt"));
        await().until(() -> videos() == 1);
        gateway.emulator().every(Call.CREATE, Fault.tooManyRequests());
        inboxWith("two.txt");

        awaitReason("two.txt", "Nothing was paid for. The next run sends this request again.\n");
    }

    @Tag("programs")
    @Test
    void aVideoThatCannotBeWrittenIsEmittedAgain() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("outbox"), "not a folder");
        start(inboxWith("one.txt"));
        await().until(() -> gateway.emulator().calls(Call.DOWNLOAD) > 0);
        Files.delete(inTheWay);

        await().atMost(Duration.ofMinutes(2)).until(() -> videos() == 1);

        assertThat(folder.resolve("failed")).doesNotExist();
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    @Test
    void theVideoOfAFileWithALongNameIsWritten() throws Exception {
        start(inboxWith("l".repeat(230) + ".txt"));

        await().until(() -> videos() == 1);
    }

    private Path inboxWith(String name) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(inbox.resolve(name), "The prompt");
        return inbox;
    }

    private void start(Path inbox) throws Exception {
        main = new Main();
        main.addInitialProperty("camel.main.routesIncludePattern", "file:" + EXAMPLE.resolve("videos.camel.yaml"));
        main.addInitialProperty("camel.component.gemini-omni.base-url", gateway.baseUrl());
        main.addInitialProperty("camel.component.gemini-omni.api-key", "sk-test");
        main.addInitialProperty("camel.component.gemini-omni.poll-interval", "50");
        main.addInitialProperty(
                "camel.component.gemini-omni.store-directory",
                folder.resolve("tasks").toString());
        main.addInitialProperty("inbox", inbox.toString());
        for (String made : List.of("outbox", "rejected", "failed")) {
            main.addInitialProperty(made, folder.resolve(made).toString());
        }
        main.start();
    }

    private long videos() throws IOException {
        if (!Files.isDirectory(folder.resolve("outbox"))) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder.resolve("outbox"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".mp4") && !name.startsWith(".part-"))
                    .count();
        }
    }

    /** The file is there before its content. */
    private void awaitReason(String request, String reason) {
        Path file = folder.resolve("failed").resolve(request + ".reason.txt");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(file).exists().content().contains(reason));
    }

    private long count(String part, String ending) {
        String[] names = folder.resolve(part).toFile().list((parent, name) -> name.endsWith(ending));
        return names == null ? 0 : names.length;
    }

    @Tag("programs")
    @Test
    void itsScriptDoesTheSame() throws Exception {
        Path output = folder.resolve("my videos");
        Path console = folder.resolve("console.txt");
        ProcessBuilder script = new ProcessBuilder(EXAMPLE.resolve("run.sh").toString(), "--output", output.toString());
        script.environment().remove("JIMMYAI_API_KEY"); // whoever runs this does not pay for it
        JavaProgram.optionsOfScript(script);
        Process run = script.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        try {
            assertThat(run.waitFor(5, TimeUnit.MINUTES))
                    .as(Files.readString(console))
                    .isTrue();
            assertThat(run.exitValue()).as(Files.readString(console)).isZero();
        } finally {
            run.destroy();
        }
        assertThat(console).content().contains("nothing is paid for", "2 videos, 1 rejected, 0 failed");
        assertVideosAndViolations(output);
        assertThat(RetentionOfTasks.in(output)).isGreaterThan(Duration.ofDays(3000));
    }

    private static void assertVideosAndViolations(Path output) {
        assertThat(names(output.resolve("outbox"))).containsExactly("lighthouse.txt", "ship.json");
        assertThat(names(output.resolve("outbox/ship.json")))
                .singleElement()
                .asString()
                .matches("task_[^.]+\\.mp4");
        assertThat(names(output.resolve("rejected"))).containsExactly("kite.json.violations.txt");
        assertThat(output.resolve("rejected/kite.json.violations.txt"))
                .content()
                .contains("duration", "resolution", "nothing was paid");
    }

    private static List<String> names(Path folder) {
        return Stream.of(folder.toFile().list()).sorted().toList();
    }
}
