package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The emulator's jar, run as a user runs it. */
class EmulatorJarIT {

    private static final String JAR = Objects.requireNonNull(System.getProperty("emulator.jar"), "emulator.jar");
    private static final Pattern GREETING =
            Pattern.compile("Gemini Omni emulator at (http://127\\.0\\.0\\.1:\\d+) \\(key sk-jar, speed 1000x\\)");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theJarRunsByItselfAndMakesAVideo() throws Exception {
        Process program = start("--port", "0", "--api-key", "sk-jar", "--speed", "1000");
        try {
            String baseUrl = baseUrl(program);
            String id = Json.parse(
                            send(
                                    request(baseUrl + "/api/open-api/v1/gemini/omni/videos")
                                            .header("Content-Type", "application/json")
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            "{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\",\"duration\":4}"))))
                    .at("/data/task_id")
                    .asText();

            JsonNode task = await().until(
                            () -> Json.parse(send(request(baseUrl + "/api/open-api/v1/videos/" + id)))
                                    .get("data"),
                            data -> data.get("status").asText().equals("completed"));
            byte[] video = http.send(
                            HttpRequest.newBuilder(URI.create(
                                            task.at("/result/video_url").asText()))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();

            assertThat(TestVideo.of(video)).isEqualTo(new TestVideo(4.0, 320, 180));
        } finally {
            program.destroy();
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void wrongArgumentsEndTheProgramWithStatus2() throws Exception {
        Process program = start("--colour", "blue");

        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).isEqualTo(2);
        assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("Unknown argument: --colour");
    }

    @Test
    void allClassesAreInTheEmulatorsPackageAndNoneIsATest() throws Exception {
        try (JarFile jar = new JarFile(JAR)) {
            Enumeration<JarEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                String name = entries.nextElement().getName();
                if (name.endsWith(".class")) {
                    assertThat(name)
                            .startsWith("io/geminiomni/camel/emulator/")
                            .doesNotMatch("io/geminiomni/camel/emulator/[^/]*(Test|IT)[^/]*");
                }
            }
        }
    }

    @Test
    void itHasItsLicenseAndThoseOfTheLibrariesInIt() throws Exception {
        try (JarFile jar = new JarFile(JAR)) {
            assertThat(text(jar, "META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("LICENSE")));
            assertThat(text(jar, "META-INF/NOTICE")).contains("Jackson JSON processor", "FastDoubleParser");
            for (String notice : noticesOfJackson(jar)) {
                assertThat(text(jar, notice)).isNotBlank();
            }
            assertThat(text(jar, "META-INF/JCodec-LICENSE"))
                    .contains("JCodec", "Redistributions in binary form must reproduce");
        }
    }

    @Test
    void theComponentsJarHasItsLicense() throws Exception {
        try (JarFile jar = new JarFile(System.getProperty("main.jar"))) {
            assertThat(text(jar, "META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("LICENSE")));
        }
    }

    /** Those of what jackson-core has in it. Other versions of it than the one in the jar have others. */
    private static List<String> noticesOfJackson(JarFile jar) {
        List<String> notices = jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.matches("META-INF/.+-(LICENSE|NOTICE)"))
                .toList();
        assertThat(notices)
                .contains("META-INF/FastDoubleParser-LICENSE", "META-INF/FastDoubleParser-NOTICE")
                .anyMatch(name -> name.matches("(?i).*third-?party-LICENSE"));
        return notices;
    }

    private static String text(JarFile jar, String name) throws IOException {
        JarEntry entry = jar.getJarEntry(name);
        assertThat(entry).as(name).isNotNull();
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Process start(String... arguments) throws IOException {
        ProcessBuilder program = new ProcessBuilder(JavaProgram.command("-jar", JAR));
        program.command().addAll(List.of(arguments));
        return program.redirectErrorStream(true).start();
    }

    private static String baseUrl(Process program) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
        Matcher greeting = GREETING.matcher(String.valueOf(out.readLine()));
        assertThat(greeting.matches()).as(greeting.toString()).isTrue();
        return greeting.group(1);
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer sk-jar");
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }
}
