package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of {@code docs/emulator.md}. That what stands there is taken from here is for {@code DocsTest} to see. */
class EmulatorGuideTest {

    private static final String PROMPT = "{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}";

    // tag::register[]
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();
    // end::register[]

    @Test
    void scriptsTheNextCalls(GatewayEmulator emulator) throws Exception {
        // tag::calls[]
        emulator.nextCreates(2, Fault.tooManyRequests().retryAfter("3"));
        emulator.nextQueries(Fault.status(503), Fault.none(), Fault.html());
        emulator.nextUploads(Fault.status(413));
        emulator.nextDownloads(Fault.resetInAnswer(1000));
        emulator.next(Call.USER_BALANCE, Fault.code("-1", "server error"));
        // end::calls[]

        assertThat(client().create(PROMPT).statusCode()).isEqualTo(429);
    }

    @Test
    void scriptsAllCalls(GatewayEmulator emulator) throws Exception {
        // tag::all[]
        emulator.every(Call.QUERY, Fault.throttled());
        emulator.onCreate(request -> request.text().contains("storm") ? Fault.status(500) : Fault.none());
        emulator.clearScript();
        // end::all[]

        assertThat(client().create(PROMPT).statusCode()).isEqualTo(200);
    }

    @Test
    void scriptsTasks(GatewayEmulator emulator) throws Exception {
        // tag::tasks[]
        emulator.nextTasks(
                Timeline.immediate().queued(1).processing(2),
                Timeline.immediate().queued(1).failed("The prompt was refused"),
                Timeline.immediate().unknown(2),
                Timeline.immediate().phase("rendering", Duration.ofSeconds(5)).ending("expired", "too old"),
                Timeline.immediate().processing(1).stuck(),
                Timeline.immediate().withoutUrl(1).with(Quirk.MEDIA_URL));
        emulator.nextTaskIds("task-1");
        // end::tasks[]
        String id = client().createTask();

        assertThat(id).isEqualTo("task-1");
        assertThat(client().task(id).get("status").asText()).isEqualTo("queued");
    }

    @Test
    void changesATaskWhileItRuns(GatewayEmulator emulator) throws Exception {
        String id = client().createTask();

        // tag::change[]
        emulator.task(id).nextQueries(Fault.hang(Duration.ofSeconds(1)));
        emulator.task(id).nextDownloads(Fault.truncated());
        emulator.task(id).expireUrls();
        emulator.task(id).fail("out of memory");
        emulator.task(id).follow(Timeline.immediate().queued(3));
        emulator.task(id).complete();
        // end::change[]

        assertThat(emulator.task(id).queries()).isZero();
        assertThat(emulator.task(id).downloads()).isZero();
    }

    @Test
    void hasQuirks(GatewayEmulator emulator) throws Exception {
        // tag::quirks[]
        emulator.quirks(Quirk.INTEGER_CODE, Quirk.HTTP_STATUSES);
        emulator.nextQueries(Fault.quirks(Quirk.BARE_ANSWERS, Quirk.MILLISECONDS));
        emulator.nextDownloads(Fault.quirks(Quirk.NO_RANGES));
        // end::quirks[]

        assertThat(client().query("nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void breaksConnections(GatewayEmulator emulator) throws Exception {
        // tag::network[]
        emulator.goDown();
        emulator.comeUp();
        emulator.resetNextConnections(100);
        // end::network[]

        assertThatThrownBy(() -> client().create(PROMPT)).isInstanceOf(IOException.class);
    }

    @Test
    void hasAnAccount(GatewayEmulator emulator) throws Exception {
        // tag::account[]
        emulator.balance("0.50");
        emulator.keyQuota("100.00");
        emulator.apiKey("sk-rotated");
        // end::account[]

        assertThat(client().create(PROMPT).body()).contains("insufficient balance");
    }

    @Test
    void startsWithoutJUnit() throws Exception {
        // tag::builder[]
        try (GatewayEmulator emulator = GatewayEmulator.builder()
                .apiKey("sk-test")
                .speed(100)
                .timeline(Timeline.immediate().processing(Duration.ofSeconds(50)))
                .balance("100.00")
                .price("2.50")
                .idleTimeout(Duration.ofSeconds(30))
                .start()) {
            URI videos = URI.create(emulator.baseUrl() + "/api/open-api/v1/gemini/omni/videos");
            HttpRequest create = HttpRequest.newBuilder(videos)
                    .header("Authorization", "Bearer " + emulator.apiKey())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}"))
                    .build();
            String answer = HttpClient.newHttpClient()
                    .send(create, BodyHandlers.ofString())
                    .body();

            assertThat(answer).contains("task_id");
            assertThat(emulator.accepted()).isEqualTo(1);
        }
        // end::builder[]
    }

    @Test
    void theGuideNamesEveryFaultAndEveryQuirk() throws Exception {
        String guide = Files.readString(Path.of("docs/emulator.md"));

        for (Quirk quirk : Quirk.values()) {
            assertThat(guide).contains("`" + quirk + "`");
        }
        for (var method : Fault.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && method.getReturnType() == Fault.class) {
                assertThat(guide).contains("`" + method.getName() + "(");
            }
        }
    }

    private TestClient client() {
        return new TestClient(gateway.emulator());
    }
}
