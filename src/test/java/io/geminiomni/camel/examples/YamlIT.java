package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.JavaProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job in one file of YAML, run as a user does. */
class YamlIT {
    private static final Path EXAMPLE = Path.of("examples", "yaml").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everySampleBecomesAVideoOrIsRejectedWithAllItsViolations() throws Exception {
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
