package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A message that the broker delivers again, as a step behind the create failed, is paid for once. */
class JmsToVideoIT {
    private static final Path EXAMPLE = Path.of("examples", "jms-to-video").toAbsolutePath();

    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    @Test
    void aMessageThatIsDeliveredAgainIsOneCreate() throws Exception {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "A cat on the moon\n");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dcamel.component.gemini-omni.poll-interval=50",
                EXAMPLE.resolve("JmsToVideo.java").toString(),
                prompts.toString(),
                folder.toString());
        program.environment().put("JIMMYAI_BASE_URL", GATEWAY.baseUrl());
        program.environment().put("JIMMYAI_API_KEY", "sk-test");

        String said = run(program);

        assertThat(said).contains("but the desk fails", "known      ", "1 messages, 2 deliveries, 1 tasks, 1 videos");
        assertThat(GATEWAY.emulator().creates()).isEqualTo(1);
    }

    @Test
    void theScriptMakesAVideoOfEachPrompt() throws Exception {
        Path output = folder.resolve("my output");

        String said = run(new ProcessBuilder(EXAMPLE.resolve("run.sh").toString(), "--output", output.toString()));

        assertThat(said).contains("nothing is paid for", "3 messages, 4 deliveries, 3 tasks, 3 videos");
    }

    private String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path console = folder.resolve("console.txt");
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        try {
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            String said = Files.readString(console);
            assertThat(ended).as(said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroy();
        }
    }
}
