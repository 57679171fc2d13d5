package io.geminiomni.camel.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as operators run it: the jars that its documentation names, and nothing else. */
class TaskOperatorIT {
    private static final String JAR = Objects.requireNonNull(System.getProperty("main.jar"), "main.jar");
    private static final List<String> LIBRARIES =
            List.of("h2", "jackson-core", "jackson-annotations", "jackson-databind", "slf4j-api");

    @TempDir
    Path folder;

    private Path store;

    private record Ended(int status, String output, String errors) {}

    @BeforeEach
    void fillStore() {
        store = folder.resolve("tasks");
        SampleStore.fill(store);
    }

    /** The component's jar and these libraries, from the class path of the tests. */
    private static String classPath(List<String> libraries) {
        List<String> jars = new ArrayList<>(List.of(JAR));
        for (String library : libraries) {
            jars.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> Path.of(entry).getFileName().toString().matches(library + "-[0-9].*\\.jar"))
                    .findFirst()
                    .orElseThrow());
        }
        return String.join(File.pathSeparator, jars);
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        return run(List.of("-cp", classPath(LIBRARIES), TaskOperator.class.getName()), words);
    }

    private Ended run(List<String> start, String... words) throws IOException, InterruptedException {
        List<String> command = JavaProgram.command();
        command.addAll(start);
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process program = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(program.exitValue(), text(out), text(err));
    }

    /** Without what SLF4J says where it has no backend. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("SLF4J"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void anOperatorGoesThroughTheProceduresOfTheDocumentation() throws Exception {
        String tasks = store.toString();
        Ended listed = run("list", "--store-directory", tasks);
        Ended risk = run(
                "resolve-as-not-submitted", "--store-directory", tasks, "--channel", "adverts", "--key", "order-17");
        Ended unparked = run("unpark", "--store-directory", tasks, "--channel", "adverts", "--all");
        Ended counted = run("counts", "--store-directory", tasks);

        assertThat(listed.status()).as(listed.errors()).isZero();
        assertThat(listed.output()).contains("order-17", "order-18").doesNotContain("SECRET");
        assertThat(risk)
                .isEqualTo(
                        new Ended(1, "", OperatorTasks.RISK + "\nNothing was changed. Add --yes to free the key.\n"));
        assertThat(unparked).isEqualTo(new Ended(0, "Unparked: 1\n", ""));
        assertThat(counted).isEqualTo(new Ended(0, """
                CHANNEL  STATE      TASKS
                adverts  UNKNOWN    1
                adverts  WAITING    1
                adverts  COMPLETED  1
                """, ""));
    }

    @Test
    void aStoreThatARunningProgramHasOpenIsNamedAsSuch() throws Exception {
        try (StoreDirectory open = StoreDirectory.open(store)) {
            open.dataSource().getConnection().close();

            Ended listed = run("list", "--store-directory", store.toString());

            assertThat(listed.status()).isEqualTo(1);
            assertThat(listed.errors()).contains("Another program has this database open");
        }
    }

    @Test
    void theJarByItselfSaysWhatItLacks() throws Exception {
        assertThat(run(List.of("-jar", JAR), "--help").output()).startsWith("Usage: ");

        Ended listed = run(List.of("-jar", JAR), "list", "--store-directory", store.toString());

        assertThat(listed.status()).isEqualTo(1);
        assertThat(listed.errors()).startsWith("A library is missing").contains("h2");
    }
}
