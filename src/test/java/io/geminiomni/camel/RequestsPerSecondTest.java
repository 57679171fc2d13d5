package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** {@code requestsPerSecond}: all calls of one account keep to it, and none is dropped. */
class RequestsPerSecondTest extends GeminiOmniTestSupport {
    /** So many that two of them come within a second on the busiest machine. */
    private static final int CREATES = 20;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getComponent("gemini-omni", GeminiOmniComponent.class).setRequestsPerSecond(10);
        return context;
    }

    @Test
    void allCallsOfTheAccountShareIt() throws Exception {
        VideoTask task = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        long began = System.nanoTime();

        List<CompletableFuture<Exchange>> all = IntStream.range(0, 10)
                .mapToObj(i -> template.asyncSend(
                        i % 2 == 0 ? "gemini-omni:one" : "gemini-omni:two?operation=status&connectTimeout=9000",
                        exchange -> exchange.getIn().setBody(i % 2 == 0 ? "a dog" : task.taskId())))
                .toList();
        for (CompletableFuture<Exchange> one : all) {
            assertThat(one.get(1, TimeUnit.MINUTES).getException()).isNull();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
        assertThat(emulator().creates()).isEqualTo(6);
        assertThat(emulator().calls(Call.QUERY)).isEqualTo(5);
    }

    @Test
    void allCallsOfTheAccountSlowDownWhenTheGatewayThrottlesOne() {
        String taskId = template.requestBody("gemini-omni:adverts", "a cat", VideoTask.class)
                .taskId();
        emulator().nextCreates(Fault.tooManyRequests());
        assertThatThrownBy(() -> template.requestBody("gemini-omni:adverts", "a dog"))
                .hasCauseInstanceOf(GatewayThrottledException.class);
        long began = System.nanoTime();

        template.requestBody("gemini-omni:adverts?operation=status", taskId);
        template.requestBody("gemini-omni:other?operation=status", taskId);
        template.requestBody("gemini-omni:other", "a bird");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1500));
        assertThat(emulator().creates()).isEqualTo(3);
    }

    @Test
    void aCreateWhoseTurnComesTooLateIsNotSentAndItsKeyIsFree() throws Exception {
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setSubmitTimeout(75_100);
        String uri = "gemini-omni:slow?requestsPerSecond=1";

        List<CompletableFuture<Exchange>> all = IntStream.range(0, CREATES)
                .mapToObj(i ->
                        template.asyncSend(uri, exchange -> exchange.getIn().setBody("a cat")))
                .toList();

        int late = 0;
        for (CompletableFuture<Exchange> one : all) {
            Exception failure = one.get(1, TimeUnit.MINUTES).getException();
            if (failure != null) {
                late++;
                assertThat(failure).hasMessageContaining("requestsPerSecond").hasMessageContaining("Nothing was paid");
            }
        }
        assertThat(late).isPositive();
        assertThat(emulator().creates()).isEqualTo(CREATES - late);
        assertThat(tasks.counts("slow"))
                .isEqualTo(Map.of(TaskState.WAITING, (long) CREATES - late, TaskState.NOT_ACCEPTED, (long) late));
    }
}
