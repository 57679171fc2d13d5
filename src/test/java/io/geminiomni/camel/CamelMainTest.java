package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.option.JsonVideoUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The component in a program with Camel's main, set up by properties and by the environment. */
class CamelMainTest {
    private static final String KEY = "sk-of-production";

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension(
            settings -> settings.timeline(Timeline.immediate()).apiKey(KEY));

    @TempDir
    Path folder;

    @Test
    void propertiesSetTheComponentUp() {
        Main main = new Main();
        Map.of(
                        "base-url",
                        gateway.baseUrl(),
                        "apiKey",
                        KEY,
                        "store-directory",
                        folder.resolve("tasks").toString(),
                        "poll-interval",
                        "2s",
                        "maxPollInterval",
                        "1m30s",
                        "json-video-url",
                        "full")
                .forEach((name, value) -> main.addInitialProperty("camel.component.gemini-omni." + name, value));
        main.start();
        try {
            CamelContext camel = main.getCamelContext();
            camel.createProducerTemplate().requestBody("gemini-omni:adverts", "A lighthouse");

            assertThat(gateway.emulator().accepted()).isEqualTo(1);
            assertThat(folder.resolve("tasks")).isNotEmptyDirectory();
            GeminiOmniConfiguration options =
                    camel.getComponent("gemini-omni", GeminiOmniComponent.class).getConfiguration();
            assertThat(options.getPollInterval()).isEqualTo(2_000);
            assertThat(options.getMaxPollInterval()).isEqualTo(90_000);
            assertThat(options.getJsonVideoUrl()).isEqualTo(JsonVideoUrl.full);
        } finally {
            main.stop();
        }
    }

    @Test
    void aMistypedNameFailsTheStart() {
        Main main = new Main();
        main.addInitialProperty("camel.component.gemini-omni.pol-interval", "5s");

        assertThatThrownBy(main::start)
                .hasStackTraceContaining("Error binding property (camel.component.gemini-omni.polInterval=5s)");
    }

    @ParameterizedTest
    @CsvSource({"JIMMYAI_API_KEY,", "VIDEO_KEY, src/test/resources/docs/application-prod.properties"})
    void withTheProfileProdItsPropertiesCountAndTheKeyComesFromTheEnvironment(String variable, @Nullable Path key)
            throws Exception {
        Files.writeString(folder.resolve("application.properties"), """
                camel.component.gemini-omni.base-url = http://127.0.0.1:1
                camel.component.gemini-omni.poll-interval = 2s
                """);
        Files.writeString(
                folder.resolve("application-prod.properties"),
                "camel.component.gemini-omni.base-url = " + gateway.baseUrl() + "\n"
                        + (key == null ? "" : Files.readString(key)));

        assertThat(run(variable)).contains("profile: prod", "poll interval: 2000");
        assertThat(gateway.emulator().accepted()).isEqualTo(1);
    }

    /** Runs the program below with the API key in an environment variable, and gives what it says. */
    private String run(String variable) throws Exception {
        List<String> java = JavaProgram.onTestClassPath(folder.toString());
        java.addAll(List.of("-Dcamel.main.profile=prod", Program.class.getName()));
        ProcessBuilder command = new ProcessBuilder(java);
        command.environment().remove("JIMMYAI_BASE_URL");
        command.environment().remove("JIMMYAI_API_KEY");
        command.environment().put(variable, KEY);
        JavaProgram.Ended program = JavaProgram.run(command);
        assertThat(program.status()).as(program.output()).isZero();
        return program.output();
    }

    /** Asks for one video. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Main main = new Main();
            main.start();
            CamelContext camel = main.getCamelContext();
            camel.createProducerTemplate().requestBody("gemini-omni:adverts", "A lighthouse");
            System.out.println("profile: " + camel.getCamelContextExtension().getProfile());
            System.out.println("poll interval: "
                    + camel.getComponent("gemini-omni", GeminiOmniComponent.class)
                            .getConfiguration()
                            .getPollInterval());
            main.stop();
        }
    }
}
