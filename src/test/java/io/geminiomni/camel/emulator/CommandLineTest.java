package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | Unknown argument: --prot",
                "18080 | Unknown argument: 18080",
                "--port many | --port cannot be \"many\": A port is 0 to 65535",
                "--port 65536 | --port cannot be \"65536\": A port is 0 to 65535",
                "--port | --port cannot be \"\": A port is 0 to 65535",
                "--speed fast | --speed cannot be \"fast\": The speed must be a number of more than 0, such as 10 or 0.5",
                "--speed 0 | --speed cannot be \"0\": The speed must be more than 0",
                "--speed=NaN | --speed cannot be \"NaN\"",
                "--api-key= | --api-key cannot be \"\": The API key must not be blank",
                "--further-api-key= | --further-api-key cannot be \"\": The API key must not be blank"
            },
            quoteCharacter = '\'')
    void wrongArgumentsAreNamedAndTheUsageIsShown(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message).contains("Usage: java -jar");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void helpIsShownOnDemand() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: java -jar");
    }

    @Test
    void aPortThatIsTakenGivesOneLine() {
        try (GatewayEmulator other = GatewayEmulator.start()) {
            assertThat(run("--port", Integer.toString(other.port()))).isEqualTo(1);

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .hasLineCount(1)
                    .contains("Cannot listen on 127.0.0.1 port " + other.port());
        }
    }

    @Test
    void aHostThatDoesNotExistGivesOneLine() {
        assertThat(run("--port=0", "--host=no-such-host.invalid")).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("no-such-host.invalid");
    }

    @Test
    void itSaysWhereItIsAndRunsUntilItIsInterrupted() throws Exception {
        Thread program = new Thread(() -> run("--port", "0", "--api-key", "sk-mine", "--speed", "2.5"));
        program.start();
        await().until(() -> out.toString(StandardCharsets.UTF_8).endsWith("\n"));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("Gemini Omni emulator at http://127\\.0\\.0\\.1:\\d+ \\(key sk-mine, speed 2\\.5x\\)\\R");

        program.interrupt();
        program.join(5_000);
        assertThat(program.isAlive()).isFalse();
    }

    private int run(String... arguments) {
        return CommandLine.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
