package io.geminiomni.camel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the program of the example with a gateway of the test's. */
class BatchIT {
    private static final Path SOURCE =
            Path.of("examples", "batch", "Batch.java").toAbsolutePath();
    private static final Map<String, String> OPTIONS = Map.of(
            "camel.component.gemini-omni.poll-interval", "100",
            "camel.component.gemini-omni.max-poll-interval", "200",
            "camel.component.gemini-omni.lease-duration", "2s");
    private static final Path PRICES = Path.of("examples", "prices.json").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private GatewayEmulator gateway;
    private Path csv;
    private Path output;

    @BeforeEach
    void start() {
        gateway = GatewayEmulator.builder().timeline(Timeline.immediate()).start();
        csv = folder.resolve("films.csv");
        output = folder.resolve("my videos");
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        gateway.close();
    }

    @Test
    void itSaysWhatAllCostAndPaysForNothingWithoutAYes() throws Exception {
        Files.writeString(csv, "prompt,resolution\nA cat,\nA dog,1080p\nA bird,4k\n");

        int status = run("no\n", "--prices", PRICES.toString());

        assertThat(status).isEqualTo(1);
        assertThat(said())
                .contains(
                        "3: 3 to make",
                        "0.78 USD for 2 rows; the price of 1 row is not known",
                        "Make 3 videos?",
                        "Nothing was sent");
        assertThat(gateway.requests()).noneMatch(request -> request.method().equals("POST"));
        assertThat(results()).hasSize(4).element(1).isEqualTo("2,films-2,not sent,,,,,");
    }

    @Test
    void afterASuddenEndTheNextRunGoesOnAndPaysForNothingTwice() throws Exception {
        Files.writeString(csv, "prompt,duration\nA cat,4\n\"A dog,\nin the sea\",6\nA bird,\n");
        gateway.nextTasks(
                Timeline.immediate().processing(1).stuck(),
                Timeline.immediate().processing(1).stuck());
        gateway.nextCreates(Fault.none(), Fault.none(), Fault.tooManyRequests());
        Process first = program("--prices", PRICES.toString(), "--yes");
        await().atMost(Duration.ofMinutes(3))
                .during(Duration.ofMillis(
                        300)) // the refusal is recorded, and the pause before the next attempt is longer
                .until(() -> gateway.creates() == 3);
        first.destroyForcibly().waitFor();
        assertThat(results()).as("from before the end").hasSize(4).anyMatch(line -> line.contains("not sent"));
        gateway.tasks().forEach(task -> task.complete());

        int second = run("yes\n", "--prices", PRICES.toString());

        assertThat(second).as(said()).isZero();
        assertThat(said()).contains("3: 1 to make, 2 made or sent before", "0.3 USD for 1 row", "3 done");
        assertThat(gateway.accepted()).isEqualTo(3);
        assertThat(gateway.tasks()).extracting(task -> task.prompt()).contains("A dog,\nin the sea");
        assertThat(results())
                .hasSize(4)
                .element(2)
                .asString()
                .matches("3,films-3,done,[^,]+,videos/films-3.mp4,0.3,USD,");
        assertThat(videos()).containsExactly("films-2.mp4", "films-3.mp4", "films-4.mp4");

        int third = run("", "--prices", PRICES.toString());

        assertThat(third).as(said()).isZero();
        assertThat(said()).contains("0 to make, 3 made or sent before").doesNotContain("?");
        assertThat(gateway.accepted()).isEqualTo(3);
    }

    @Test
    void aRowThatCannotBeMadeIsNamedWithItsReasonAndTheOthersGoOn() throws Exception {
        String rows = "prompt;duration;image_urls;key\r\n"
                + "A möwe;;;\r\n"
                + "A cat;5;;\r\n"
                + "A dog;;;fog\r\n"
                + ";;;\r\n"
                + "A bird;;;fog\r\n"
                + "A fish;6;;;in the sea\r\n"
                + "Refused;;;\r\n"
                + "Failed;;https://a.example/1.png https://a.example/2.png\thttps://a.example/3.png;\r\n"
                + "Rejected;;;\r\n";
        Files.writeString(csv, "\ufeff" + rows, StandardCharsets.UTF_16LE);
        gateway.onCreate(request -> request.text().contains("Refused")
                ? Fault.resetAfterRequest()
                : request.text().contains("Rejected") ? Fault.code("400", "this is not allowed") : Fault.none());
        gateway.nextTasks(
                Timeline.immediate(), Timeline.immediate(), Timeline.immediate().failed("the prompt was refused"));

        int status = run("", "--yes");

        assertThat(status).isEqualTo(1);
        assertThat(said()).contains("8: 5 to make, 0 made or sent before, 3 invalid", "there is no price list");
        assertThat(results())
                .hasSize(9)
                .anyMatch(line -> line.startsWith("2,films-2,done,"))
                .anyMatch(line -> line.startsWith("3,films-3,invalid,") && line.contains("duration: found"))
                .anyMatch(line -> line.startsWith("4,films-fog,done,"))
                .anyMatch(line -> line.startsWith("6,films-fog,invalid,") && line.contains("the key of row 4"))
                .anyMatch(line -> line.startsWith("7,films-7,invalid,") && line.contains("quotation marks"))
                .anyMatch(line -> line.startsWith("8,films-8,unknown,") && line.contains("It is not known whether"))
                .anyMatch(line -> line.startsWith("9,films-9,failed,") && line.contains("the prompt was refused"))
                .anyMatch(line -> line.startsWith("10,films-10,rejected,") && line.contains("this is not allowed"));
        assertThat(videos()).containsExactly("films-2.mp4", "films-fog.mp4");
        assertThat(gateway.accepted()).isEqualTo(3);

        gateway.clearScript();
        Files.writeString(csv, rows.replace("möwe", "gull").replace("Rejected", "Accepted"));

        assertThat(run("", "--yes")).isEqualTo(1);

        assertThat(results())
                .anyMatch(line -> line.startsWith("2,films-2,conflict,") && line.contains("another request"))
                .anyMatch(line -> line.startsWith("4,films-fog,done,"))
                .anyMatch(line -> line.startsWith("8,films-8,unknown,"))
                .anyMatch(line -> line.startsWith("9,films-9,failed,") && line.contains("the prompt was refused"))
                .anyMatch(line -> line.startsWith("10,films-10,done,"));
        assertThat(gateway.accepted()).isEqualTo(4);
    }

    @Test
    void aKeyThatCannotNameAFileOfItsOwnIsInvalid() throws Exception {
        String longest = "k".repeat(100);
        String tooLong = "ü🦊".repeat(40).replace("🦊", "𝒳");
        Files.writeString(csv, "prompt,key\nA cat,Fog\nA dog,fog\nA bird," + longest + "\nA fish," + tooLong + "\n");

        int status = run("", "--yes");

        assertThat(status).isEqualTo(1);
        assertThat(said()).contains("4: 2 to make, 0 made or sent before, 2 invalid");
        assertThat(results())
                .anyMatch(line -> line.startsWith("2,films-Fog,done,"))
                .anyMatch(line -> line.startsWith("3,films-fog,invalid,") && line.contains("the key of row 2"))
                .anyMatch(line -> line.startsWith("4,films-" + longest + ",done,"))
                .anyMatch(line -> line.startsWith("5,films-" + tooLong + ",invalid,")
                        && line.contains("which has 246 bytes in UTF-8, allowed: at most 200 bytes"));
        assertThat(gateway.accepted()).isEqualTo(2);
    }

    @Test
    void aRowThatWasChangedWhileItsVideoWasMadeIsAConflictAndTheVideoIsKept() throws Exception {
        Files.writeString(csv, "prompt\nA cat\n");
        gateway.nextTasks(Timeline.immediate().processing(1).stuck());
        Process first = program("--yes");
        await().atMost(Duration.ofMinutes(3)).until(() -> said().contains("1 in progress"));
        first.destroy();
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(results()).element(1).asString().startsWith("2,films-2,in progress,task");
        gateway.tasks().forEach(task -> task.complete());
        Files.writeString(csv, "prompt\nA dog\n");

        int status = run("", "--yes");

        assertThat(status).as(said()).isEqualTo(1);
        assertThat(results()).element(1).asString().startsWith("2,films-2,conflict,task");
        assertThat(videos()).containsExactly("films-2.mp4");
        assertThat(gateway.accepted()).isEqualTo(1);
    }

    @Test
    void aRowForWhichTheBudgetHasNoRoomIsPaidForWhenThereIsRoom() throws Exception {
        Files.writeString(csv, "prompt,duration\nA cat,4\nA dog,6\nA bird,4\n");

        int status = run("", "--prices", PRICES.toString(), "--budget", "0.45/1d", "--yes");

        assertThat(status).isEqualTo(1);
        assertThat(said()).contains("0.7 USD for 3 rows", "0.45/1d: 0.45 USD left, which is not enough for all rows");
        assertThat(results())
                .anyMatch(line -> line.startsWith("2,films-2,done,"))
                .anyMatch(line -> line.startsWith("3,films-3,over budget,") && line.contains("there is room from 20"))
                .anyMatch(line -> line.startsWith("4,films-4,done,") || line.startsWith("4,films-4,over budget,"));

        assertThat(run("", "--prices", PRICES.toString(), "--budget", "0.7/1d", "--yes"))
                .as(said())
                .isZero();

        assertThat(results()).filteredOn(line -> line.contains(",done,")).hasSize(3);
        assertThat(gateway.accepted()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                           | There is no row to make a video of
                    'prompt'                     | There is no row to make a video of
                    'A cat\nA dog'               | has no column prompt
                    'prompt,prompt\nA cat,A dog' | has two columns prompt
                    'prompt\n"A cat'             | is no CSV
                    """)
    void aFileThatIsNoListOfRequestsIsRefused(String text, String reason) throws Exception {
        Files.writeString(csv, text.replace("\\n", "\n"));

        assertThat(run("", "--yes")).isEqualTo(1);

        assertThat(said().lines()).singleElement().asString().contains(reason, csv.toString());
        assertThat(gateway.requests()).isEmpty();
    }

    @Tag("programs")
    @Test
    void theScriptAsksMakesTheSamplesAndMakesNoneOfThemAgain() throws Exception {
        assertThat(end(script(), "yes\n")).as(said()).isZero();

        assertThat(said()).contains("nothing is paid for", "0.92 USD for 3 rows", "Make 3 videos?", "3 done");
        assertThat(videos()).containsExactly("prompts-2.mp4", "prompts-3.mp4", "prompts-4.mp4");
        assertThat(ExamplePrograms.running(output.toString())).isEmpty();
        var made = ExamplePrograms.files(output.resolve("videos"));

        assertThat(end(script(), "")).as(said()).isZero();

        assertThat(said()).contains("0 to make, 3 made or sent before").doesNotContain("?");
        assertThat(ExamplePrograms.files(output.resolve("videos"))).isEqualTo(made);
    }

    private Process script() throws IOException {
        ProcessBuilder script =
                new ProcessBuilder(SOURCE.resolveSibling("run.sh").toString(), "--output", output.toString());
        script.environment().remove("JIMMYAI_API_KEY"); // whoever runs this does not pay for it
        JavaProgram.optionsOfScript(script);
        return started(script);
    }

    /** Runs the program in this process, and gives its exit status. */
    private int run(String answer, String... options) throws Exception {
        Map<String, String> properties = new HashMap<>(OPTIONS);
        properties.put("camel.component.gemini-omni.base-url", gateway.baseUrl());
        properties.put("camel.component.gemini-omni.api-key", "sk-test");
        return ExamplePrograms.run(SOURCE, properties, answer, folder.resolve("console.txt"), arguments(options));
    }

    private Process program(String... options) throws IOException {
        List<String> ofJava =
                new ArrayList<>(List.of("-Dorg.slf4j.simpleLogger.logFile=" + folder.resolve("camel.log")));
        OPTIONS.forEach((name, value) -> ofJava.add("-D" + name + "=" + value));
        ProcessBuilder program = ExamplePrograms.program(SOURCE, ofJava, arguments(options));
        program.environment().putAll(Map.of("JIMMYAI_BASE_URL", gateway.baseUrl(), "JIMMYAI_API_KEY", "sk-test"));
        return started(program);
    }

    private String[] arguments(String... options) throws IOException {
        Files.createDirectories(output);
        return Stream.concat(Stream.of(csv.toString(), output.toString()), Stream.of(options))
                .toArray(String[]::new);
    }

    private Process started(ProcessBuilder command) throws IOException {
        Process process = command.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.txt").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Answers the question of a program, and gives its exit status. */
    private static int end(Process program, String answer) throws Exception {
        try (var input = program.getOutputStream()) {
            input.write(answer.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(program.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return program.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("console.txt"));
    }

    private List<String> results() throws IOException {
        return Files.readAllLines(output.resolve("films.results.csv"));
    }

    private List<String> videos() throws IOException {
        try (var files = Files.list(output.resolve("videos"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
