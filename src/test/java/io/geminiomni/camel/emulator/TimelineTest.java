package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.geminiomni.camel.task.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {

    private final MutableClock clock = new MutableClock(Instant.ofEpochSecond(1_790_000_000));
    private final GatewayEmulator emulator =
            GatewayEmulator.builder().clock(clock).speed(10).start();
    private final TestClient client = new TestClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    void theSpeedDividesTheTimes() throws Exception {
        String id = client.createTask();

        clock.advance(Duration.ofMillis(1_001));
        assertThat(client.task(id).get("status").asText()).isEqualTo("processing");
        clock.advance(Duration.ofSeconds(60));

        JsonNode task = client.task(id);
        assertThat(task.get("status").asText()).isEqualTo("completed");
        assertThat(task.get("completed_at").asLong() - task.get("created_at").asLong())
                .isEqualTo(12);
    }

    @Test
    void phasesCanBeCountedInQueries() throws Exception {
        emulator.nextTasks(Timeline.immediate().queued(2).processing(3).withoutUrl(1));
        String id = client.createTask();

        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            JsonNode task = client.task(id);
            seen.add(task.get("status").asText() + " " + task.get("progress") + " " + task.has("result"));
        }

        assertThat(seen)
                .containsExactly(
                        "queued 0 false",
                        "queued 0 false",
                        "processing 1 false",
                        "processing 33 false",
                        "processing 66 false",
                        "completed 100 false",
                        "completed 100 true");
    }

    @Test
    void aQueryThatGoesWrongIsNotCountedByTheTimelineButByTheTask() throws Exception {
        emulator.nextTasks(Timeline.immediate().queued(1));
        String id = client.createTask();
        emulator.task(id).nextQueries(Fault.status(503));

        assertThat(client.query(id).statusCode()).isEqualTo(503);
        assertThat(client.task(id).get("status").asText()).isEqualTo("queued");
        assertThat(client.task(id).get("status").asText()).isEqualTo("completed");
        assertThat(emulator.task(id).queries()).isEqualTo(3);
    }

    @Test
    void aFailedTaskHasNoProgressAndAReason() throws Exception {
        emulator.nextTasks(Timeline.immediate().failed("The prompt was refused"));
        String id = client.createTask();

        assertThat(client.query(id).body())
                .isEqualTo("{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"task_id\":\"" + id
                        + "\",\"status\":\"failed\",\"model\":\"Gemini-Omini\",\"created_at\":1790000000,"
                        + "\"progress\":0,\"completed_at\":1790000000,"
                        + "\"error_message\":\"The prompt was refused\"}}");
    }

    @ParameterizedTest
    @CsvSource({"canceled", "cancelled", "expired"})
    void aTaskCanEndInOtherWays(String status) throws Exception {
        emulator.nextTasks(Timeline.immediate().ending(status, "no reason"));

        assertThat(client.task(client.createTask()).get("status").asText()).isEqualTo(status);
    }

    @Test
    void anyStatusCanBeSeenForATime() throws Exception {
        emulator.nextTasks(Timeline.immediate()
                .phase("pending", Duration.ofSeconds(10))
                .phase("rendering", Duration.ofSeconds(10)));
        String id = client.createTask();

        assertThat(client.task(id).get("progress").asInt()).isZero();
        clock.advance(Duration.ofMillis(1_500));
        assertThat(client.task(id).get("status").asText()).isEqualTo("rendering");
        assertThat(client.task(id).get("progress").asInt()).isEqualTo(50);
    }

    @Test
    void aTaskCanBeUnknownAtFirst() throws Exception {
        emulator.nextTasks(Timeline.immediate().unknown(1), Timeline.immediate().unknown(Duration.ofSeconds(20)));
        String byQueries = client.createTask();
        String byTime = client.createTask();

        assertThat(client.query(byQueries).body()).isEqualTo("{\"code\":\"20002\",\"msg\":\"task not found\"}");
        assertThat(client.task(byQueries).get("status").asText()).isEqualTo("completed");
        assertThat(client.query(byTime).body()).contains("task not found");
        clock.advance(Duration.ofSeconds(2));
        assertThat(client.task(byTime).get("status").asText()).isEqualTo("completed");
    }

    @Test
    void aTaskCanBeStuckAndThenEndAsToldByTheTest() throws Exception {
        emulator.nextTasks(Timeline.immediate().queued(1).processing(1).stuck());
        String id = client.createTask();
        for (int i = 0; i < 20; i++) {
            client.query(id);
        }
        assertThat(client.task(id).get("status").asText()).isEqualTo("processing");

        emulator.task(id).fail("out of memory");
        assertThat(client.task(id).get("error_message").asText()).isEqualTo("out of memory");
        emulator.task(id).complete();
        assertThat(client.videoUrl(id).getPath()).isEqualTo("/videos/" + id + ".mp4");
        emulator.task(id).follow(Timeline.immediate().queued(1));
        assertThat(client.task(id).get("status").asText()).isEqualTo("queued");
    }

    @Test
    void timeAndQueriesDoNotMix() {
        Timeline timeline = Timeline.immediate().queued(1);

        assertThatThrownBy(() -> timeline.processing(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> timeline.processing(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Timeline.immediate().stuck()).isInstanceOf(IllegalStateException.class);
    }
}
