package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of an emulator that runs by itself, and its scripts by HTTP. */
class ControlTest {
    private final GatewayEmulator emulator =
            GatewayEmulator.builder().controlledByHttp().speed(1_000).start();
    private final TestClient client = new TestClient(emulator);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        emulator.close();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(emulator.baseUrl() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode put(String name, String body) throws Exception {
        HttpResponse<String> answer = send("PUT", "/emulator/" + name, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    private String page() throws Exception {
        HttpResponse<String> page = send("GET", "/", "");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        return page.body();
    }

    @Test
    void theNextCreatesGoWrongAsScripted() throws Exception {
        assertThat(put("next-creates", """
                                [{"fault": "tooManyRequests", "retryAfter": "3"},
                                 {"fault": "status", "status": 503, "times": 2},
                                 {"fault": "code", "code": "-1", "message": "quota"}]
                                """).path("scripted").intValue()).isEqualTo(4);

        String prompt = "{\"model\":\"Gemini-Omini\",\"prompt\":\"A cat\"}";
        HttpResponse<String> first = client.create(prompt);
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("3");
        assertThat(client.create(prompt).statusCode()).isEqualTo(503);
        assertThat(client.create(prompt).statusCode()).isEqualTo(503);
        assertThat(client.create(prompt).body()).contains("quota");
        assertThat(client.create(prompt).body()).contains("task_id");
    }

    @Test
    void theNextTasksFollowScriptedTimeLines() throws Exception {
        put("next-tasks", """
                [{"phases": [{"status": "queued", "queries": 1}, {"status": "rendering", "queries": 1}]},
                 {"phases": [{"status": "processing", "seconds": 0.5}], "end": "failed", "reason": "unsafe"},
                 {"phases": [{"status": "processing", "queries": 1}], "stuck": true, "quirks": ["MILLISECONDS"]}]
                """);
        String first = client.createTask();
        String second = client.createTask();
        String third = client.createTask();

        assertThat(client.task(first).path("status").asText()).isEqualTo("queued");
        assertThat(client.task(first).path("status").asText()).isEqualTo("rendering");
        assertThat(client.task(first).path("status").asText()).isEqualTo("completed");
        emulator.task(second).fail("unsafe");
        assertThat(client.task(second).path("status").asText()).isEqualTo("failed");
        client.task(third);
        assertThat(client.task(third).path("status").asText()).isEqualTo("processing");
        assertThat(client.task(third).path("created_at").longValue()).isGreaterThan(1_000_000_000_000L);
    }

    @Test
    void theNextQueriesAndDownloadsGoWrongAsScripted() throws Exception {
        put("next-tasks", "{\"phases\": []}");
        String task = client.createTask();
        URI url = client.videoUrl(task);
        put("next-queries", "{\"fault\": \"status\", \"status\": 502}");
        put("next-downloads", "{\"fault\": \"expired\"}");

        assertThat(client.query(task).statusCode()).isEqualTo(502);
        assertThat(client.query(task).statusCode()).isEqualTo(200);
        assertThat(client.download(url).statusCode()).isEqualTo(403);
        assertThat(client.download(url).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeleteForgetsAllScripts() throws Exception {
        put("next-creates", "{\"fault\": \"html\", \"times\": 10}");
        put("next-tasks", "{\"end\": \"failed\", \"reason\": \"unsafe\"}");
        assertThat(send("DELETE", "/emulator/script", "").statusCode()).isEqualTo(200);

        String task = client.createTask();
        assertThat(client.task(task).path("status").asText()).isNotEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                   | The body is not JSON",
                "{\"fault\": \"storm\"}              | fault is \"storm\", but must be one of [body, closeAfterRequest",
                "{\"fault\": \"status\"}             | status is missing, but must be a whole number from 200 to 599",
                "{\"fault\": \"html\", \"time\": 2}  | time is not known here; known are [",
                "{\"fault\": \"html\", \"times\": 0} | times is 0, but must be a whole number from 1 to 1000",
                "{\"fault\": \"quirks\", \"quirks\": [\"ODD\"]} | quirks has \"ODD\", but may have only [BARE_ANSWERS",
                "{\"fault\": \"hang\", \"seconds\": -1} | seconds is -1, but must be a number of seconds from 0",
                "{\"fault\": \"resetBeforeBody\", \"afterAccepting\": true} | cannot be accepted",
                "[1]                                 | there is NUMBER, but the body must be an object or a list"
            })
    void aScriptThatIsWrongSaysWhatIsAllowedAndScriptsNothing(String script, String message) throws Exception {
        HttpResponse<String> answer = send(
                "PUT",
                "/emulator/next-creates",
                "[{\"fault\": \"html\"}, %s]"
                        .formatted(
                                script.startsWith("[") ? script.replace("[", "").replace("]", "") : script));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parse(answer.body()).path("error").textValue())
                .startsWith("Nothing was scripted: ")
                .contains(message);
        assertThat(client.createTask()).isNotEmpty();
    }

    @Test
    void aTimeLineThatIsWrongSaysSo() throws Exception {
        for (String wrong : List.of(
                "{\"stuck\": true}",
                "{\"phases\": [{\"status\": \"queued\"}]}",
                "{\"phases\": [{\"status\": \"queued\", \"queries\": 1}, {\"status\": \"x\", \"seconds\": 1}]}",
                "{\"end\": \"failed\"}")) {
            assertThat(send("PUT", "/emulator/next-tasks", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void otherPathsAndMethodsSayWhatThereIs() throws Exception {
        HttpResponse<String> post = send("POST", "/emulator/next-creates", "{}");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("PUT");
        assertThat(send("PUT", "/emulator/script", "").statusCode()).isEqualTo(405);
        assertThat(send("PUT", "/emulator/next-uploads", "{}").body()).contains("There is no", "next-downloads");
        assertThat(send("PUT", "/emulator/next-creates", " ".repeat(1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
    }

    private HttpResponse<String> post(String form, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(emulator.baseUrl() + "/"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        return http.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private static String form(String what, String script) {
        return "what=" + what + "&script=" + URLEncoder.encode(script, StandardCharsets.UTF_8);
    }

    @Test
    void thePageHasAFormForPeopleWithABrowser() throws Exception {
        for (String what : List.of("next-creates", "next-queries", "next-downloads", "next-tasks")) {
            assertThat(page()).contains("<form method=\"post\" action=\"/\">", "<option value=\"" + what + "\">");
        }

        HttpResponse<String> scripted = post(
                form("next-creates", "{\"fault\": \"status\", \"status\": 503, \"times\": 2}"),
                "Origin",
                emulator.baseUrl());
        assertThat(scripted.statusCode()).isEqualTo(200);
        assertThat(scripted.body()).contains("Scripted: 2", "<h2>Tasks</h2>");
        assertThat(client.create("{\"model\":\"Gemini-Omini\",\"prompt\":\"A cat\"}")
                        .statusCode())
                .isEqualTo(503);

        assertThat(post("what=script").body()).contains("Scripted: 0");
        assertThat(client.createTask()).isNotEmpty();
    }

    @Test
    void aFormThatIsWrongSaysSoAndScriptsNothing() throws Exception {
        HttpResponse<String> wrong = post(form("next-creates", "{\"fault\": \"<b>\"}"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body())
                .contains("Nothing was scripted: fault is &quot;&lt;b&gt;&quot;, but must be one of [body,")
                .doesNotContain("<b>");
        assertThat(post("").statusCode()).isEqualTo(404);
        assertThat(post("what=%zz").statusCode()).isEqualTo(400);
        assertThat(post(form("next-creates", " ".repeat(1024 * 1024))).statusCode())
                .isEqualTo(413);

        HttpResponse<String> foreign =
                post(form("next-creates", "{\"fault\": \"html\"}"), "Origin", "https://elsewhere.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(client.createTask()).isNotEmpty();
    }

    @Test
    void thePageShowsTheAccountTheTasksTheirVideosAndTheRequests() throws Exception {
        assertThat(page()).contains("Available: 1000000.00", "None yet");
        put("next-tasks", "[{\"phases\": []}, {\"phases\": [{\"status\": \"queued\", \"queries\": 5}]}]");
        String done = client.createTask("{\"model\":\"Gemini-Omini\",\"prompt\":\"A <b>bold</b> & 'quoted' cat\"}");
        String queued = client.createTask();

        String page = page();
        assertThat(page)
                .contains("Available: 999998.00", "used: 2.00", "accepted creates: 2")
                .contains(done, queued, "completed, 100 %", "queued, 0 %", "<td>CREATE</td>")
                .contains("A &lt;b&gt;bold&lt;/b&gt; &amp; &#39;quoted&#39; cat")
                .doesNotContain("<b>", "sk-test");
        Matcher video = Pattern.compile("<video controls preload=\"none\" src=\"([^\"]+)\"")
                .matcher(page);
        assertThat(video.find()).isTrue();
        assertThat(client.download(
                                URI.create(emulator.baseUrl() + video.group(1).replace("&amp;", "&")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(video.find()).as("a second video").isFalse();
    }

    @Test
    void lookingChangesNothing() throws Exception {
        put("next-tasks", "{\"phases\": [{\"status\": \"queued\", \"queries\": 1}]}");
        String task = client.createTask();
        int requests = emulator.requests().size();
        page();
        page();

        assertThat(emulator.requests()).as("the calls of the gateway").hasSize(requests);
        assertThat(emulator.task(task).queries()).isZero();
        assertThat(client.task(task).path("status").asText()).isEqualTo("queued");
    }

    @Test
    void anEmulatorInATestHasNeitherPageNorScripts() throws Exception {
        try (GatewayEmulator plain = GatewayEmulator.start()) {
            for (String path : List.of("/", "/emulator/next-creates")) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(plain.baseUrl() + path))
                        .build();
                assertThat(http.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void theGuideNamesEveryFaultThatCanBePut() throws Exception {
        String guide = Files.readString(Path.of("docs/emulator.md"));
        HttpResponse<String> wrong = send("PUT", "/emulator/next-creates", "{\"fault\": \"\"}");
        String names = wrong.body().replaceAll(".*one of \\[([^]]*)].*", "$1").strip();

        assertThat(names.split(", "))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
    }
}
