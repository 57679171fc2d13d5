package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jcodec.common.DemuxerTrackMeta;
import org.jcodec.common.io.NIOUtils;
import org.jcodec.common.io.SeekableByteChannel;
import org.jcodec.common.model.Size;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs {@code run.sh} as a user does, from another folder and into a folder with a space in its name. */
@Tag("programs")
class FileToVideoScriptIT extends FileToVideoRun {
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
    void aFolderOfPaidVideosIsNotTakenForTheEmulators() throws Exception {
        Path tasks = Files.createDirectories(output.resolve("tasks"));
        Files.writeString(output.resolve(".made-by"), "gateway\n");

        Process run = run("--output", output.toString());

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(said()).contains("runs with the gateway", "JIMMYAI_API_KEY is not set", "--output");
        assertThat(tasks).exists();
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(EXAMPLE.resolve("run.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command);
        script.environment().remove("JIMMYAI_API_KEY"); // whoever runs this does not pay for it
        JavaProgram.optionsOfScript(script);
        return start(script);
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
