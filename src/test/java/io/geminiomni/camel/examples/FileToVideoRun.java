package io.geminiomni.camel.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The folders of a run of the example, and the processes that end with a test. */
abstract class FileToVideoRun {
    static final Path EXAMPLE = Path.of("examples", "file-to-video").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    Path output;
    Path console;

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

    Process start(ProcessBuilder command) throws IOException {
        Process process = command.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        started.add(process);
        return process;
    }

    String said() throws IOException {
        return Files.readString(console);
    }

    List<String> names(String part) {
        return Stream.of(output.resolve(part).toFile().list()).sorted().toList();
    }

    /** The files of the outbox, without the task's id in their names. */
    List<String> videosAndFacts() {
        return names("outbox").stream()
                .map(name -> name.replaceFirst("-[^.]+(\\.\\w+)$", "$1"))
                .toList();
    }
}
