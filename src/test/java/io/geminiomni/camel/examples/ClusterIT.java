package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code run.sh} as a user does, with fewer requests, from another folder and into a folder with a space in its name. */
@Tag("programs")
class ClusterIT {
    private static final Path EXAMPLE = Path.of("examples", "cluster").toAbsolutePath();

    @TempDir
    Path folder;

    private Path output;
    private Path console;
    private Process run;

    @BeforeEach
    void name() {
        output = folder.resolve("my cluster");
        console = folder.resolve("console.txt");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (run != null) {
            run.destroy();
            run.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void ofThreeNodesOneIsKilledAndNothingIsLostOrPaidForTwice() throws Exception {
        Map<String, String> sources = sources();

        run("--requests", "40");

        assertThat(run.waitFor(8, TimeUnit.MINUTES)).isTrue();
        assertThat(run.exitValue()).as(said()).isZero();
        assertThat(said()).contains("node2 is killed");
        assertThat(row("submitted")).isEqualTo(40);
        assertThat(row("emitted") + row("unknown")).isEqualTo(40);
        assertThat(row("paid")).isBetween(row("emitted"), 40L);
        assertThat(row("lost")).isZero();
        assertThat(row("node1") + row("node2") + row("node3")).isEqualTo(row("emitted") + row("duplicates"));
        assertThat(row("node1")).isPositive();
        assertThat(row("node3")).isPositive();
        assertThat(sources()).as("the sources of the clone").isEqualTo(sources);
        assertThat(stillRunning()).isEmpty();
    }

    @Test
    void whatItStartedEndsWithIt() throws Exception {
        run();
        await().atMost(Duration.ofMinutes(4)).until(() -> said().contains("are up"));
        assertThat(stillRunning()).isNotEmpty();

        run.destroy();

        assertThat(run.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(stillRunning()).isEmpty();
        assertThat(output.resolve(".lock")).doesNotExist();
    }

    private void run(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(EXAMPLE.resolve("run.sh").toString(), "--output", output.toString()),
                        Stream.of(arguments))
                .toList();
        ProcessBuilder script = new ProcessBuilder(command);
        JavaProgram.optionsOfScript(script);
        run = script.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(console);
    }

    /** A number of the table at the end. */
    private long row(String name) throws IOException {
        return Pattern.compile("(?m)^  " + name + " +(\\d+) ")
                .matcher(said())
                .results()
                .map(row -> Long.parseLong(row.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + name));
    }

    /** The database, the nodes and the driver all have the output folder among their arguments. */
    private List<String> stillRunning() {
        return ExamplePrograms.running(output.toString());
    }

    private static Map<String, String> sources() throws IOException {
        return ExamplePrograms.files(EXAMPLE.getParent(), Path.of("src"), Path.of("pom.xml"));
    }
}
