package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.geminiomni.camel.channel.TestChannels;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskReferencesTest {
    private final TestChannels channels = new TestChannels();
    private final TaskReferences references = new TaskReferences(
            channels.channel("adverts", new InMemoryVideoTaskRepository()),
            ProducerOptionsSamples.withBody(BodyFormat.auto));

    @AfterEach
    void close() {
        channels.close();
    }

    @Test
    void aHeaderWinsOverTheBody() {
        Exchange exchange = exchange(references.unknown("task-1"));
        exchange.getIn().setHeader(HeaderNames.TASK_ID, " task-2\n");

        TaskReference reference = references.in(exchange);

        assertThat(reference.taskId()).isEqualTo("task-2");
        assertThat(reference.task()).isNull();
    }

    @Test
    void aTaskAndItsJsonNameATask() {
        TaskReference task = references.in(exchange(references.unknown("task-1")));
        TaskReference json =
                references.in(exchange("{\"task_id\":\"task-1\",\"channel\":\"films\",\"state\":\"WAITING\"}"));

        assertThat(task.taskId()).isEqualTo("task-1");
        assertThat(json.taskId()).isEqualTo("task-1");
        assertThat(json.task()).isNotNull();
        assertThat(json.text()).isNull();
    }

    @Test
    void otherTextIsLeftToTheCallerStripped() throws Exception {
        assertThat(references.in(exchange(" task-1 \n")).text()).isEqualTo("task-1");
        assertThat(references
                        .in(exchange(URI.create("http://127.0.0.1:1/a.mp4").toURL()))
                        .text())
                .isEqualTo("http://127.0.0.1:1/a.mp4");
        assertThat(references.in(exchange(null)).text()).isNull();
    }

    @Test
    void noMoreIsReadThanARequestMayHave() {
        Exchange exchange = exchange(new ByteArrayInputStream(new byte[101]));

        assertThatThrownBy(() -> references.in(exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void aHeaderNamesTheTaskOrTheVideoWhateverTheBodyIs() {
        for (String name : List.of(HeaderNames.TASK_ID, HeaderNames.VIDEO_URL)) {
            Exchange exchange = exchange(new ByteArrayInputStream(new byte[101]));
            exchange.getIn().setHeader(name, "task-1");

            TaskReference reference = references.in(exchange);

            assertThat(reference.taskId()).isEqualTo(name.equals(HeaderNames.TASK_ID) ? "task-1" : null);
            assertThat(reference.text()).isNull();
        }
    }

    @Test
    void jsonTextIsItsText() {
        assertThat(references.in(exchange(TextNode.valueOf("task-1"))).text()).isEqualTo("task-1");
    }

    @Test
    void anUnknownTaskIsWaitingAtThisGateway() {
        VideoTask task = references.unknown("task-1");

        assertThat(task.state()).isEqualTo(TaskState.WAITING);
        assertThat(task.channel()).isEqualTo("adverts");
        assertThat(task.baseUrl()).isEqualTo(TestChannels.BASE_URL);
    }

    private Exchange exchange(@Nullable Object body) {
        Exchange exchange = new DefaultExchange(channels.context());
        exchange.getIn().setBody(body);
        return exchange;
    }
}
