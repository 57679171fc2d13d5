package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all {@code run.sh} of the examples have in common, so far as it needs no run. */
class RunScriptsTest {
    @TempDir
    Path folder;

    static List<Path> scripts() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("examples"))) {
            return examples.filter(Files::isDirectory)
                    .map(example -> example.resolve("run.sh").toAbsolutePath())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void theReadmeNamesIt(Path script) throws IOException {
        assertThat(Path.of("README.md"))
                .content()
                .contains(Path.of("").toAbsolutePath().relativize(script) + "\n");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void helpIsShownOnDemandAlsoThroughASymbolicLink(Path script) throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectories(folder.resolve("my bin")).resolve("example"), script);

        Ended ended = run(link, "--help");

        assertThat(ended).isEqualTo(new Ended(0, run(script, "--help").said()));
        assertThat(ended.said()).startsWith("Usage: run.sh").contains("--output <folder>");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void anUnknownArgumentIsNamedAndTheUsageIsShown(Path script) throws Exception {
        Ended ended = run(script, "--colour");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.said()).startsWith("Unknown argument: --colour\nUsage: run.sh");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void anOutputFolderThatCannotBeMadeEndsItWithStatus1(Path script) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        Ended ended = run(script, "--output", file.resolve("folder").toString());

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.said()).contains("The folder " + file.resolve("folder") + " cannot be made");
    }

    private record Ended(int status, String said) {}

    private Ended run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), said);
    }
}
