package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** {@code operation=status}: how a task is, whatever names it. */
class StatusTest extends GeminiOmniTestSupport {
    private static final String STATUS = "gemini-omni:adverts?operation=status";

    @Test
    void aTaskIsNamedByTheHeaderTextATaskOrItsJson() throws Exception {
        emulator().nextTasks(Timeline.immediate().processing(100));
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        String json = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(task);

        for (Exchange exchange : new Exchange[] {
            ask(null, Map.of(GeminiOmniConstants.HEADER_TASK_ID, task.taskId())),
            ask(task.taskId(), Map.of()),
            ask(" " + task.taskId() + "\n", Map.of()),
            ask(task, Map.of()),
            ask(json, Map.of()),
            ask("whatever this is", Map.of(GeminiOmniConstants.HEADER_TASK_ID, task.taskId()))
        }) {
            assertThat(exchange.getException()).isNull();
            VideoTask told = exchange.getMessage().getBody(VideoTask.class);
            assertThat(told.taskId()).isEqualTo(task.taskId());
            assertThat(told.status()).isEqualTo("processing");
            assertThat(told.key()).isEqualTo(task.key());
            assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_STATUS))
                    .isEqualTo("processing");
        }
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(6);
    }

    @Test
    void aVideoNamesItsTask() {
        Exchange generated = template.request(
                "gemini-omni:adverts?operation=generate",
                exchange -> exchange.getIn().setBody("a cat"));
        GeneratedVideo video = generated.getMessage().getBody(GeneratedVideo.class);

        Exchange exchange = ask(video, Map.of());

        VideoTask told = exchange.getMessage().getBody(VideoTask.class);
        assertThat(told.taskId()).isEqualTo(video.taskId());
        assertThat(told.status()).isEqualTo("completed");
        assertThat(told.state()).isEqualTo(TaskState.DELIVERED);
    }

    @Test
    void nothingIsRecorded() {
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);

        VideoTask told = ask(task, Map.of()).getMessage().getBody(VideoTask.class);

        assertThat(told.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(told.videoUrl()).isNotNull();
        assertThat(told.videoUrlExpires()).isAfter(told.completedAt());
        assertThat(tasks.find("adverts", task.key()).orElseThrow().state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void aTaskThatTheRepositoryDoesNotKnowIsAskedForToo() {
        emulator().nextTasks(Timeline.immediate().failed("the picture could not be downloaded"));
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        context.getComponent("gemini-omni", GeminiOmniComponent.class)
                .setTaskRepository(new InMemoryVideoTaskRepository());

        Message message = template.request(
                        "gemini-omni:elsewhere?operation=status",
                        exchange -> exchange.getIn().setBody(task.taskId()))
                .getMessage();

        VideoTask told = message.getBody(VideoTask.class);
        assertThat(told.taskId()).isEqualTo(task.taskId());
        assertThat(told.state()).isEqualTo(TaskState.FAILED);
        assertThat(told.errorMessage()).isEqualTo("the picture could not be downloaded");
        assertThat(message.getHeader(GeminiOmniConstants.HEADER_ERROR_CATEGORY)).isEqualTo("media-fetch");
    }

    @Test
    void withoutATaskIdNothingIsAsked() {
        for (Object body : new Object[] {null, " ", "{\"prompt\":\"a cat\"}"}) {
            assertThat(ask(body, Map.of()).getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("CamelGeminiOmniTaskId")
                    .hasMessageContaining("Nothing was polled");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowSaysSoAndWhatToDo() {
        assertThat(ask("task_none", Map.of()).getException())
                .isInstanceOf(UnknownTaskException.class)
                .hasMessageContaining("task_none")
                .hasMessageContaining("No money was spent")
                .hasMessageContaining("baseUrl");
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutSenseIsAnErrorAndNothingIsAskedTwice() {
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        emulator().nextQueries(Fault.html());

        assertThat(ask(task, Map.of()).getException())
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining(task.taskId())
                .hasMessageContaining("not lost");
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(1);
    }

    @Test
    void aTaskOfAnotherBaseUrlIsNotAskedForHere() {
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);

        Exchange exchange = template.request(
                "gemini-omni:adverts?operation=status&baseUrl=http://127.0.0.1:1",
                asked -> asked.getIn().setBody(task.taskId()));

        assertThat(exchange.getException())
                .hasMessageContaining(task.taskId())
                .hasMessageContaining(gateway.baseUrl())
                .hasMessageContaining("http://127.0.0.1:1");
        assertThat(emulator().calls(Call.QUERY)).isZero();
    }

    @Test
    void aTaskIsAskedForHoweverItsBaseUrlIsSpelt() {
        VideoTask task = template.requestBody("gemini-omni:elsewhere", "a cat", VideoTask.class);
        Submission spelt = new Submission(
                "token",
                "adverts",
                "adopted",
                task.request().fingerprint(),
                task.request(),
                Map.of(),
                gateway.baseUrl().replace("http://", "HTTP://") + "/",
                "account");
        tasks.adopt(spelt, task.taskId());

        Exchange exchange = ask(task.taskId(), Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(VideoTask.class).status()).isEqualTo("completed");
    }

    @Test
    void aBodyWithoutEndIsReadUpToTheLimit() {
        for (Object endless : new Object[] {Endless.stream(), Endless.reader()}) {
            assertThat(ask(endless, Map.of()).getException())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 1048576 bytes")
                    .hasMessageContaining("maxRequestSize")
                    .hasMessageContaining("Nothing was");
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aHeaderWithoutEndIsReadUpToTheLimit() {
        assertThat(ask(null, Map.of(GeminiOmniConstants.HEADER_TASK_ID, Endless.stream()))
                        .getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRequestSize");
    }

    private Exchange ask(Object body, Map<String, Object> headers) {
        return template.request(STATUS, exchange -> {
            exchange.getIn().setBody(body);
            exchange.getIn().getHeaders().putAll(headers);
        });
    }
}
