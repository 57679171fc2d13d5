package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.operator.SampleStore;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the dev console shows of the channels of a context. */
class DevConsoleTest {
    private final VideoTaskRepository tasks = SampleStore.ofSomeTime();
    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private void start(VideoTaskRepository store, String... channels) throws Exception {
        context.setDevConsole(true);
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl("http://127.0.0.1:1");
        component.setApiKey("sk-test");
        component.setTaskRepository(store);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String channel : channels) {
                    from("direct:" + channel).to("gemini-omni:" + channel);
                }
            }
        });
        context.start();
    }

    private DevConsole console() {
        return context.getCamelContextExtension()
                .getContextPlugin(DevConsoleRegistry.class)
                .resolveById("gemini-omni");
    }

    private JsonNode json(Map<String, Object> options) throws Exception {
        JsonObject json = (JsonObject) console().call(DevConsole.MediaType.JSON, options);
        return new ObjectMapper().readTree(json.toJson());
    }

    private String text() {
        return (String) console().call(DevConsole.MediaType.TEXT, Map.of());
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    @Test
    void theJsonHasTheDocumentedShape() throws Exception {
        start(tasks, "adverts", "trailers");
        JsonNode report = json(Map.of());

        assertThat(names(report)).containsExactly("channels");
        assertThat(report.path("channels"))
                .extracting(channel -> channel.path("channel").textValue())
                .containsExactly("adverts", "trailers");
        JsonNode adverts = report.path("channels").path(0);
        assertThat(names(adverts))
                .containsExactly(
                        "channel",
                        "states",
                        "leasesHeld",
                        "unrecordedOutcomes",
                        "lostAcknowledgements",
                        "gateways",
                        "tasks",
                        "spending",
                        "failure");
        assertThat(adverts.path("states").toString()).isEqualTo("{\"PARKED\":1,\"UNKNOWN\":1,\"WAITING\":2}");
        assertThat(names(adverts.path("gateways").path(0)))
                .containsExactly("baseUrl", "account", "throttledForSeconds", "keyRejected");
        assertThat(adverts.path("tasks"))
                .extracting(task -> task.path("key").textValue())
                .as("what needs a person comes first")
                .containsExactly("a", "b", "c", "d");
        JsonNode leased = adverts.path("tasks").path(2);
        assertThat(names(leased))
                .containsExactly(
                        "key",
                        "taskId",
                        "state",
                        "status",
                        "progress",
                        "ageSeconds",
                        "dueInSeconds",
                        "leasedBy",
                        "leasedForSeconds",
                        "polls",
                        "attempts",
                        "late",
                        "error");
        assertThat(leased.path("ageSeconds").longValue()).isEqualTo(80);
        assertThat(leased.path("leasedBy").textValue()).isEqualTo("node-2");
        assertThat(leased.path("leasedForSeconds").longValue()).isEqualTo(55);
        assertThat(leased.path("dueInSeconds").isNull()).isTrue();
        assertThat(adverts.path("tasks").path(3).path("dueInSeconds").longValue())
                .isEqualTo(-5);
    }

    @Test
    void whatAChannelSpentIsShown() throws Exception {
        VideoTaskRepository store = new InMemoryVideoTaskRepository();
        SampleStore.booked(store, "a", "0.30");
        SampleStore.booked(store, "b", "1.20");
        start(store, "adverts", "trailers");

        JsonNode spending = json(Map.of()).path("channels").path(0).path("spending");

        assertThat(spending).hasSize(1);
        assertThat(names(spending.path(0))).containsExactly("unit", "today", "month", "reserved", "unpriced");
        assertThat(spending.path(0).path("month").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(json(Map.of()).path("channels").path(1).path("spending")).isEmpty();
        assertThat(text()).contains("Spent: today ", " EUR, this month 1.5");
    }

    @Test
    void theTextHasTheSameFacts() throws Exception {
        start(tasks, "adverts");

        assertThat(text())
                .contains(
                        "Channel adverts\n    Gateway: http://127.0.0.1:1, account ",
                        "Tasks: PARKED 1, UNKNOWN 1, WAITING 2",
                        "WAITING    [....................]   0 %  c (task-c), age 1m 20s, leased by node-2 for 55s",
                        "d (task-d), age 5s, next poll is due",
                        "PARKED     [",
                        "Parked after 36 delivery attempts");
    }

    @Test
    void itChangesNothingAndShowsNoSecret() throws Exception {
        start(tasks, "adverts");
        String all = text() + json(Map.of());

        assertThat(all).doesNotContain("sk-test", "SECRET", "A fox", "cdn.example");
        assertThat(tasks.claim(Claim.toPoll("adverts", SampleStore.BASE_URL, 10, "me", Duration.ofSeconds(60))))
                .as("the one that is not leased")
                .hasSize(1)
                .allMatch(leased -> leased.task().polls() == 0);
        assertThat(tasks.counts("adverts")).containsEntry(TaskState.PARKED, 1L);
    }

    @Test
    void channelsAndTheirTasksCanBeLimited() throws Exception {
        start(tasks, "adverts", "trailers");

        assertThat(json(Map.of("channel", "tr*")).path("channels")).hasSize(1);
        assertThat(json(Map.of("limit", "1")).path("channels").path(0).path("tasks"))
                .as("one in each state")
                .hasSize(3);
        for (String wrong : List.of("none", "0", "1001")) {
            assertThatThrownBy(() -> json(Map.of("limit", wrong)))
                    .hasMessageContaining("The limit is '" + wrong + "', but must be a number from 1 to 1000");
        }
    }

    @Test
    void aStoreThatCannotBeReadIsSaid() throws Exception {
        VideoTaskRepository broken = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.getName().equals("equals") ? proxy == arguments[0] : 1;
                    }
                    throw new TaskStoreException("The database is gone", null);
                });
        start(broken, "adverts");

        assertThat(json(Map.of()).path("channels").path(0).path("failure").textValue())
                .isEqualTo("The database is gone");
        assertThat(text()).contains("The task store cannot be read: The database is gone");
    }

    @Test
    void aComponentThatIsStoppedShowsNothing() throws Exception {
        start(tasks, "adverts");
        context.getComponent("gemini-omni", GeminiOmniComponent.class).stop();

        assertThat(json(Map.of()).path("channels")).isEmpty();
    }

    @Test
    void withoutAnEndpointThereIsNothing() throws Exception {
        start(tasks);

        assertThat(json(Map.of()).path("channels")).isEmpty();
        assertThat(text()).isEqualTo("No channel has a started endpoint\n");
    }
}
