package io.geminiomni.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole application, with an emulator of the gateway. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class VideoApplicationTest {
    @RegisterExtension
    static final GatewayEmulatorExtension GATEWAY = new GatewayEmulatorExtension();

    @TempDir
    static Path folder;

    @Autowired
    private CamelContext camel;

    @Autowired
    private DataSource database;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("inbox", () -> folder.resolve("inbox").toString());
        registry.add("outbox", () -> folder.resolve("outbox").toString());
        registry.add("spring.datasource.url", () -> "jdbc:h2:file:" + folder.resolve("tasks"));
        registry.add("camel.component.gemini-omni.api-key", () -> "sk-test");
        registry.add("camel.component.gemini-omni.base-url", GATEWAY::baseUrl);
        registry.add("camel.component.gemini-omni.poll-interval", () -> "20ms");
    }

    @AfterEach
    void workAgain() {
        GATEWAY.emulator().clearScript();
    }

    @Test
    void aPromptBecomesAVideoAndTheDatabaseOfTheApplicationHasItsTask() throws Exception {
        drop("lighthouse.txt");

        await().atMost(Duration.ofMinutes(1))
                .until(() -> videos().anyMatch(name -> name.startsWith("lighthouse.txt/")));
        assertThat(camel.getComponent("gemini-omni", GeminiOmniComponent.class).getDataSource())
                .isSameAs(database);
        assertThat(new JdbcTemplate(database).queryForList("SELECT channel FROM gemini_omni_task", String.class))
                .contains("adverts");
    }

    @Test
    void theVideoOfAFileWithALongNameIsWritten() throws Exception {
        String name = "l".repeat(230) + ".txt";
        drop(name);

        await().atMost(Duration.ofMinutes(1)).until(() -> videos().anyMatch(video -> video.startsWith(name + "/")));
    }

    @Test
    void theActuatorShowsTheHealthOfTheChannel() throws Exception {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/actuator/health").contains("\"status\":\"UP\""));
        assertThat(get("/actuator/health")).contains("\"gemini-omni:adverts\":\"UP\"");

        GATEWAY.emulator().every(Call.QUERY, Fault.code("20001", "authentication failed"));
        drop("tram.txt");

        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/actuator/health").contains("\"gemini-omni:adverts\":\"DOWN\""));
    }

    @Test
    void camelsMetersOfTheRoutesAreInTheRegistryOfTheActuator() throws Exception {
        assumeTrue(isThere("org.apache.camel.component.micrometer.springboot.metrics.CamelMetricsAutoConfiguration"));
        drop("meter.txt");

        await().atMost(Duration.ofMinutes(1))
                .until(() -> get("/actuator/metrics/camel.exchanges.succeeded?tag=routeId:requests")
                        .matches(".*\"value\":[1-9].*"));
    }

    private static void drop(String file) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Path part = Files.writeString(folder.resolve(file), "A video of " + file);
        Files.move(part, inbox.resolve(file));
    }

    private static Stream<String> videos() throws IOException {
        Path outbox = Files.createDirectories(folder.resolve("outbox"));
        try (Stream<Path> files = Files.walk(outbox)) {
            List<String> names =
                    files.map(file -> outbox.relativize(file).toString()).toList();
            return names.stream().filter(name -> name.endsWith(".mp4") && !name.contains(".part-"));
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static boolean isThere(String type) {
        try {
            return Class.forName(type) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
