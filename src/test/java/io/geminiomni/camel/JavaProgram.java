package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java programs that tests start as processes of their own, with the options of the tests' JVM. */
public final class JavaProgram {
    /** How a program ended, and all that it wrote. */
    public record Ended(int status, String output) {}

    /** A command that runs Java with these arguments. The list can be added to. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String options = System.getProperty("tests.jvm", "");
        if (!options.isBlank()) {
            command.addAll(List.of(options.strip().split("\\s+")));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    /** A command that runs a program on the class path of the tests, with these entries added to its end. It can be added to. */
    public static List<String> onTestClassPath(String... entries) {
        List<String> command = command(ClassArchive.options(jars()).toArray(String[]::new));
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath(), String.join(File.pathSeparator, entries)));
        return command;
    }

    /**
     * Gives the programs that a {@code run.sh} starts the options of the tests' JVM. Their class path begins with the jar of the
     * component and its libraries. Java writes to its standard error that it has found the options.
     */
    public static void optionsOfScript(ProcessBuilder script) {
        String component = System.getProperty("main.jar");
        List<String> jars = Stream.concat(Stream.of(component), jars().stream().filter(jar -> !jar.equals(component)))
                .toList();
        String options = command(ClassArchive.options(jars).toArray(String[]::new)).stream()
                .skip(1)
                .map(option -> '"' + option + '"')
                .collect(Collectors.joining(" "));
        script.environment().put("JDK_JAVA_OPTIONS", options);
    }

    /** The class path of the tests, the jars first: an archive of classes is for a class path that begins with its jars. */
    static String classPath() {
        return Stream.concat(jars().stream(), classPathEntries().filter(entry -> !isJar(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> jars() {
        return classPathEntries().filter(JavaProgram::isJar).toList();
    }

    private static Stream<String> classPathEntries() {
        return Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator));
    }

    private static boolean isJar(String entry) {
        return entry.endsWith(".jar");
    }

    /** The class path of the tests without the files whose names match. */
    public static String classPathWithout(String regex) {
        return classPathEntries()
                .filter(entry -> !new File(entry).getName().matches(regex))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs a command to its end. */
    public static Ended run(List<String> command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** Runs a program to its end. */
    public static Ended run(ProcessBuilder program) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private JavaProgram() {}
}
