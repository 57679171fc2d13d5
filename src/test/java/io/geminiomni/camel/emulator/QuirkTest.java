package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.task.MutableClock;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuirkTest {

    private static final String REQUEST = "{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}";

    private final GatewayEmulator emulator = GatewayEmulator.builder()
            .clock(new MutableClock(Instant.ofEpochSecond(1_790_000_000)))
            .timeline(Timeline.immediate())
            .start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void answersCanBeBare() throws Exception {
        emulator.quirks(Quirk.BARE_ANSWERS).nextTaskIds("task-1");

        assertThat(client.create(REQUEST).body())
                .isEqualTo("{\"task_id\":\"task-1\",\"status\":\"queued\",\"model\":\"Gemini-Omini\","
                        + "\"created_at\":1790000000}");
        assertThat(json(client.query("task-1")).get("status").asText()).isEqualTo("completed");
    }

    @Test
    void codesCanBeOfTheOtherType() throws Exception {
        emulator.quirks(Quirk.INTEGER_CODE, Quirk.STRING_UPLOAD_CODE);

        assertThat(json(client.create(REQUEST)).get("code").isInt()).isTrue();
        assertThat(json(client.upload("file", "a.png", new byte[1])).get("code").isTextual())
                .isTrue();
    }

    @Test
    void timesCanBeMilliseconds() throws Exception {
        emulator.quirks(Quirk.MILLISECONDS);
        String id = client.createTask();

        assertThat(client.task(id).get("created_at").longValue()).isEqualTo(1_790_000_000_000L);
        assertThat(client.task(id).get("completed_at").longValue()).isEqualTo(1_790_000_000_000L);
    }

    @Test
    void whatIsNotKnownCanBeNull() throws Exception {
        emulator.quirks(Quirk.NULLS).nextTasks(Timeline.immediate().queued(1));
        String id = client.createTask();

        JsonNode queued = client.task(id);
        assertThat(queued.get("completed_at").isNull()).isTrue();
        assertThat(queued.get("result").isNull()).isTrue();
        JsonNode completed = client.task(id);
        assertThat(completed.at("/result/image_url").isNull()).isTrue();
        assertThat(completed.get("error_message").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SUCCESS,success", "SUCCEEDED,succeeded"})
    void aFinishedTaskHasSynonyms(Quirk quirk, String status) throws Exception {
        emulator.nextTasks(Timeline.immediate().with(quirk));

        assertThat(client.task(client.createTask()).get("status").asText()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"URL,url", "MEDIA_URL,mediaUrl"})
    void theVideoCanStandInAnotherField(Quirk quirk, String field) throws Exception {
        emulator.nextTasks(Timeline.immediate().with(quirk));

        JsonNode task = client.task(client.createTask());

        assertThat(task.get(field).asText()).startsWith(emulator.baseUrl() + "/videos/");
        assertThat(task.has("result")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ERROR_MSG,error_msg", "REASON,reason"})
    void theReasonCanStandInAnotherField(Quirk quirk, String field) throws Exception {
        emulator.nextTasks(Timeline.immediate().failed("too dark").with(quirk));

        assertThat(client.task(client.createTask()).get(field).asText()).isEqualTo("too dark");
    }

    @Test
    void oneQueryCanDifferFromTheOthers() throws Exception {
        String id = client.createTask();
        emulator.nextQueries(Fault.quirks(Quirk.RELATIVE_VIDEO_URL));

        String relative = client.task(id).at("/result/video_url").asText();

        assertThat(relative).startsWith("videos/" + id + ".mp4?");
        assertThat(client.download(URI.create(emulator.baseUrl() + "/" + relative))
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.videoUrl(id).isAbsolute()).isTrue();
    }

    @Test
    void refusalsComeWithStatus200OrWithTheirOwn() throws Exception {
        assertThat(withKey("sk-wrong").statusCode()).isEqualTo(200);
        assertThat(withKey("sk-wrong").body()).isEqualTo("{\"code\":\"20001\",\"msg\":\"authentication failed\"}");
        assertThat(client.query("nobody").statusCode()).isEqualTo(200);
        assertThat(client.create("{}").statusCode()).isEqualTo(200);

        emulator.quirks(Quirk.HTTP_STATUSES);

        assertThat(withKey("sk-wrong").statusCode()).isEqualTo(401);
        assertThat(client.query("nobody").statusCode()).isEqualTo(404);
        assertThat(client.create("{}").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> withKey(String key) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(emulator.baseUrl() + "/api/open-api/v1/videos/1"))
                .header("Authorization", "Bearer " + key));
    }
}
