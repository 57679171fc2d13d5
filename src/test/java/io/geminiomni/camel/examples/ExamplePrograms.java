package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.JavaProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.slf4j.LoggerFactory;

/**
 * The programs of the examples, run by the tests directly: as processes, or in the process of the test, which is faster. Each is
 * compiled once per test process, with the other files of its folder; {@code run.sh} compiles it at each start.
 */
final class ExamplePrograms {
    private static final Map<Path, Path> CLASSES = new ConcurrentHashMap<>();

    /** A program with this source file. The options are those of Java. */
    static ProcessBuilder program(Path source, List<String> options, String... arguments) {
        List<String> command = JavaProgram.onTestClassPath(
                CLASSES.computeIfAbsent(source, ExamplePrograms::compiled).toString());
        command.addAll(options);
        command.add(mainClass(source));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /**
     * Runs a program in this process. It must be of this form: {@code static int run(CountDownLatch interrupted, String...
     * arguments)}, which returns the exit status. The properties are system properties while it runs.
     *
     * @param input what it reads from the standard input
     * @param output the file for what it writes to the standard output and to the standard error
     */
    static int run(Path source, Map<String, String> properties, String input, Path output, String... arguments)
            throws Exception {
        LoggerFactory.getLogger(ExamplePrograms.class)
                .info("{} runs", source); // the logs stay where the first one goes
        Map<Object, Object> propertiesBefore = new HashMap<>(System.getProperties());
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        URL classes = CLASSES.computeIfAbsent(source, ExamplePrograms::compiled)
                .toUri()
                .toURL();
        try (URLClassLoader program = new URLClassLoader(new URL[] {classes}, loader);
                PrintStream said = new PrintStream(Files.newOutputStream(output), true, StandardCharsets.UTF_8)) {
            Thread.currentThread().setContextClassLoader(program);
            System.getProperties().putAll(properties);
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            System.setOut(said);
            System.setErr(said);
            Method run =
                    program.loadClass(mainClass(source)).getDeclaredMethod("run", CountDownLatch.class, String[].class);
            run.setAccessible(true);
            return (int) run.invoke(null, new CountDownLatch(1), arguments);
        } finally {
            System.setErr(err);
            System.setOut(out);
            System.setIn(in);
            System.getProperties().clear();
            System.getProperties().putAll(propertiesBefore);
            Thread.currentThread().setContextClassLoader(loader);
        }
    }

    private static String mainClass(Path source) {
        return source.getFileName().toString().replace(".java", "");
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
