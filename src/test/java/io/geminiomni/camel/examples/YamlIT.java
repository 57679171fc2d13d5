package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
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

    @Test
    void everySampleBecomesAVideoOrIsRejected() throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.main.routesIncludePattern", "file:" + EXAMPLE.resolve("videos.camel.yaml"));
        main.addInitialProperty("camel.component.gemini-omni.base-url", gateway.baseUrl());
        main.addInitialProperty("camel.component.gemini-omni.api-key", "sk-test");
        main.addInitialProperty("camel.component.gemini-omni.poll-interval", "50");
        main.addInitialProperty(
                "camel.component.gemini-omni.store-directory",
                folder.resolve("tasks").toString());
        main.addInitialProperty("inbox", EXAMPLE.resolve("inbox").toString());
        main.addInitialProperty("outbox", folder.resolve("outbox").toString());
        main.addInitialProperty("rejected", folder.resolve("rejected").toString());
        main.start();
        try {
            await().until(() -> count("outbox", ".mp4") == 2 && count("rejected", ".txt") == 1);
        } finally {
            main.stop();
        }
        assertVideosAndViolations(folder);
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
        assertThat(console).content().contains("nothing is paid for", "2 videos, 1 rejected");
        assertVideosAndViolations(output);
    }

    private static void assertVideosAndViolations(Path output) {
        List<String> videos = names(output.resolve("outbox"));
        assertThat(videos).hasSize(2);
        assertThat(videos.get(0)).matches("lighthouse\\.txt-task_[^.]+\\.mp4");
        assertThat(videos.get(1)).matches("ship\\.json-task_[^.]+\\.mp4");
        assertThat(names(output.resolve("rejected"))).containsExactly("kite.json.violations.txt");
        assertThat(output.resolve("rejected/kite.json.violations.txt"))
                .content()
                .contains("duration", "resolution", "nothing was paid");
    }

    private static List<String> names(Path folder) {
        return Stream.of(folder.toFile().list()).sorted().toList();
    }
}
