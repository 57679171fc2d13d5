package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.JavaProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The programs of the examples, run by the tests directly. Each is compiled once per test process, with the other files of its
 * folder; {@code run.sh} compiles it at each start.
 */
final class ExamplePrograms {
    private static final Map<Path, Path> CLASSES = new ConcurrentHashMap<>();

    /** A program with this source file. The options are those of Java. */
    static ProcessBuilder program(Path source, List<String> options, String... arguments) {
        List<String> command = JavaProgram.onTestClassPath(
                CLASSES.computeIfAbsent(source, ExamplePrograms::compiled).toString());
        command.addAll(options);
        command.add(source.getFileName().toString().replace(".java", ""));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static Path compiled(Path source) {
        try {
            Path classes = Files.createTempDirectory(Files.createDirectories(Path.of("target", "example-classes")), "");
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-sourcepath",
                            source.getParent().toString(),
                            "-d",
                            classes.toAbsolutePath().toString(),
                            source.toString());
            assertThat(status).as("the status of javac").isZero();
            return classes.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command lines of the processes that have this text among their arguments. */
    static List<String> running(String text) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(text))
                .toList();
    }

    /** The time and size of each file below these paths. */
    static Map<String, String> files(Path... parts) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path part : parts) {
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    contents.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
                }
            }
        }
        return contents;
    }

    private ExamplePrograms() {}
}
