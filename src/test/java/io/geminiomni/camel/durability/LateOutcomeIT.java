package io.geminiomni.camel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.emulator.EmulatedTask;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program is paused (SIGSTOP) between its create and the answer, for longer than {@code submitTimeout}, while others work
 * on its record. When it goes on, its task is recorded and emitted, whatever they did.
 */
class LateOutcomeIT {
    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    /** What happened to the record meanwhile, and how many tasks there are in the end. */
    enum Meanwhile {
        SWEPT(1),
        FREED_BY_AN_OPERATOR(1),
        FREED_AND_SENT_AGAIN(2),
        RESOLVED_AS_ITS_TASK(1),
        RESOLVED_AS_ANOTHER_TASK(2),
        RESOLVED_AND_DELIVERED(1);

        private final int tasks;

        Meanwhile(int tasks) {
            this.tasks = tasks;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskThatIsLearnedOfLateIsRecordedAndEmitted(Meanwhile meanwhile) throws Exception {
        String url = Postgres.newDatabaseUrl();
        try (Relay relay = new Relay(gateway.emulator().port())) {
            Relay.Hold hold = relay.hold(Relay.Place.ANSWERED);
            try (Program submitter = Program.start(Victim.class, url, relay.baseUrl(), "NONE", "WAIT")) {
                hold.awaitReached();
                submitter.pause();
                EmulatedTask paid = gateway.emulator().tasks().iterator().next();
                try (Restarted others = new Restarted(Victim.store(url), relay.baseUrl())) {
                    await().untilAsserted(() ->
                            assertThat(others.tasks().unknown(Victim.CHANNEL)).hasSize(1));
                    happens(meanwhile, others, paid.id());

                    hold.release();
                    submitter.resume();

                    submitter.awaitSaid(Victim.SAYS + "created " + paid.id());
                    await().untilAsserted(() ->
                            assertThat(others.emitted()).contains(paid.id()).hasSize(meanwhile.tasks));
                    await().untilAsserted(
                                    () -> assertThat(others.tasks().counts().keySet())
                                            .isSubsetOf(TaskState.DELIVERED, TaskState.NOT_ACCEPTED));
                }
            }
        }
    }

    private void happens(Meanwhile meanwhile, Restarted others, String paid) throws Exception {
        VideoTaskRepository tasks = others.tasks();
        switch (meanwhile) {
            case SWEPT -> {}
            case FREED_BY_AN_OPERATOR -> tasks.resolveAsNotSubmitted(Victim.CHANNEL, Victim.KEY);
            case FREED_AND_SENT_AGAIN -> {
                tasks.resolveAsNotSubmitted(Victim.CHANNEL, Victim.KEY);
                assertThat(others.submit("a cat", Victim.KEY).getException()).isNull();
            }
            case RESOLVED_AS_ITS_TASK -> tasks.resolveAsTask(Victim.CHANNEL, Victim.KEY, paid);
            case RESOLVED_AS_ANOTHER_TASK -> {
                String another = madeElsewhere();
                assertThat(another).isNotEqualTo(paid);
                tasks.resolveAsTask(Victim.CHANNEL, Victim.KEY, another);
            }
            case RESOLVED_AND_DELIVERED -> {
                tasks.resolveAsTask(Victim.CHANNEL, Victim.KEY, paid);
                await().until(() -> others.emitted().contains(paid));
            }
        }
    }

    /** A task of the same account that no channel knows of. */
    private String madeElsewhere() throws Exception {
        HttpRequest create = HttpRequest.newBuilder(
                        URI.create(gateway.baseUrl() + "/api/open-api/v1/gemini/omni/videos"))
                .header("Authorization", "Bearer sk-test")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"Gemini-Omini\",\"prompt\":\"a dog\"}"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(create, HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(answer).at("/data/task_id").asText();
    }
}
