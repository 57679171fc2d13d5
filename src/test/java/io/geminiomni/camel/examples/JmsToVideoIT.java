package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A message that the broker delivers again, as a step behind the create failed, is paid for once; another program fetches
 * its video.
 */
class JmsToVideoIT {
    private static final Path EXAMPLE = Path.of("examples", "jms-to-video").toAbsolutePath();

    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate()).furtherApiKeys("sk-fetch"));

    @TempDir
    Path folder;

    @Test
    void aMessageThatIsDeliveredAgainIsOneCreateAndAnotherProgramFetchesItsVideo() throws Exception {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "A cat on the moon\n");
        Process fetching = null;
        ProcessBuilder program = program("sk-test", "JmsToVideo.java", prompts.toString(), folder.toString());
        Process making = start(program);
        try {
            await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(folder.resolve("broker")));
            String broker = Files.readString(folder.resolve("broker")).strip();
            fetching = program(
                            "sk-fetch",
                            "FetchVideos.java",
                            broker,
                            folder.resolve("my videos").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("fetch.txt").toFile())
                    .start();

            String said = end(making);

            assertThat(said)
                    .contains("but the desk fails", "known      ", "1 messages, 2 deliveries, 1 tasks, 1 videos");
        } finally {
            end(List.of(making, fetching == null ? making : fetching));
        }
        GatewayEmulator gateway = GATEWAY.emulator();
        assertThat(gateway.creates()).isEqualTo(1);
        String task = gateway.tasks().iterator().next().id();
        assertThat(folder.resolve("my videos"))
                .isDirectoryContaining(file -> file.getFileName().toString().equals(task + ".mp4"));
        assertThat(gateway.requests(Call.QUERY))
                .extracting(request -> request.header("Authorization"))
                .contains("Bearer sk-test", "Bearer sk-fetch");
        assertThat(gateway.requests(Call.CREATE))
                .extracting(request -> request.header("Authorization"))
                .containsOnly("Bearer sk-test");
    }

    @Tag("programs")
    @Test
    void theScriptMakesAVideoOfEachPrompt() throws Exception {
        Path output = folder.resolve("my output");

        ProcessBuilder script = new ProcessBuilder(EXAMPLE.resolve("run.sh").toString(), "--output", output.toString());
        JavaProgram.optionsOfScript(script);
        Process run = start(script);
        try {
            assertThat(end(run)).contains("nothing is paid for", "3 messages, 4 deliveries, 3 tasks, 3 videos");
        } finally {
            end(List.of(run));
        }

        assertThat(output.resolve("videos").toFile().list()).hasSize(3).allMatch(name -> name.endsWith(".mp4"));
        assertThat(ExamplePrograms.running(output.toString())).isEmpty();
    }

    private static ProcessBuilder program(String apiKey, String source, String... arguments) {
        ProcessBuilder program = ExamplePrograms.program(
                EXAMPLE.resolve(source), List.of("-Dcamel.component.gemini-omni.poll-interval=50"), arguments);
        program.environment().put("JIMMYAI_BASE_URL", GATEWAY.baseUrl());
        program.environment().put("JIMMYAI_API_KEY", apiKey);
        return program;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        return builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.txt").toFile())
                .start();
    }

    /** Waits for the good end of a process, and gives what it said. */
    private String end(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        String said = Files.readString(folder.resolve("console.txt"));
        assertThat(ended).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static void end(List<Process> processes) throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }
}
