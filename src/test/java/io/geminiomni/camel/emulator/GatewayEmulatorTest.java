package io.geminiomni.camel.emulator;

import static io.geminiomni.camel.emulator.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayEmulatorTest {

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_790_000_000));
    private final GatewayEmulator emulator =
            GatewayEmulator.builder().clock(clock).start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void aCreateAnswersWithTheQueuedTask() throws Exception {
        emulator.nextTaskIds("task-1");

        var answer = client.create("{\"model\":\"gemini-omni\",\"prompt\":\"A lighthouse at dawn\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"task_id\":\"task-1\","
                        + "\"status\":\"queued\",\"model\":\"Gemini-Omini\",\"created_at\":1790000000}}");
        assertThat(emulator.creates()).isEqualTo(1);
        assertThat(emulator.accepted("some-key")).isEqualTo(1);
    }

    @Test
    void aTaskIsQueuedThenProcessedThenCompleted() throws Exception {
        String id = client.createTask();
        assertThat(client.task(id).get("status").asText()).isEqualTo("queued");

        clock.advance(Duration.ofSeconds(65));
        assertThat(client.task(id).get("status").asText()).isEqualTo("processing");
        assertThat(client.task(id).get("progress").intValue()).isEqualTo(50);

        clock.advance(Duration.ofSeconds(55));
        assertThat(client.query(id).body())
                .matches("\\{\"code\":\"20000\",\"msg\":\"ok\",\"data\":\\{\"task_id\":\"" + id
                        + "\",\"status\":\"completed\",\"model\":\"Gemini-Omini\",\"created_at\":1790000000,"
                        + "\"progress\":100,\"completed_at\":1790000120,"
                        + "\"result\":\\{\"video_url\":\"http://127\\.0\\.0\\.1:\\d+/videos/" + id
                        + "\\.mp4\\?expires=\\d+&issue=0&sig=[0-9a-f]{32}\"}}}");
        assertThat(emulator.task(id).queries()).isEqualTo(4);
    }

    @Test
    void theVideoIsAnMp4() throws Exception {
        String id = client.createTask();
        emulator.task(id).complete();

        var answer = client.download(client.videoUrl(id));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("video/mp4");
        assertThat(TestVideo.of(answer.body())).isEqualTo(new TestVideo(6.0, 320, 180));
    }

    @Test
    void anUploadAnswersWithTheUrlOfTheFile() throws Exception {
        var answer = client.upload("file", "photo.jpg", new byte[1024]);

        assertThat(json(answer).get("code").isInt()).isTrue();
        assertThat(answer.body())
                .startsWith(
                        "{\"code\":20000,\"msg\":\"ok\",\"data\":{\"url\":\"" + emulator.baseUrl() + "/uploads/1.jpg")
                .endsWith("\"filename\":\"photo.jpg\",\"size\":1024,\"mime_type\":\"image/jpeg\"}}");
    }

    @Test
    void theBalanceGoesDownWithEachCreate() throws Exception {
        client.createTask();

        assertThat(client.get("/api/open-api/v1/user/balance").body())
                .isEqualTo("{\"code\":\"20000\",\"msg\":\"ok\",\"data\":"
                        + "{\"balance\":1000000.00,\"used_coin\":1.00,\"available\":999999.00}}");
        assertThat(client.get("/api/open-api/v1/key/balance").body())
                .isEqualTo("{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"name\":\"emulator\",\"total_quota\":0,"
                        + "\"used_quota\":1.00,\"available_quota\":0,\"unlimited\":true}}");
    }
}
