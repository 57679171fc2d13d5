package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the component does for its tasks by itself, and that it is over when it is stopped. */
class HousekeepingTest {
    /** Submissions are swept ten times within it, by the timer of the JVM. */
    private static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(25);

    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);

    @Test
    void aProgramThatOnlySubmitsSweepsSubmissionsThatNeverCameToAnOutcome() throws Exception {
        try (DefaultCamelContext context = context()) {
            context.start();
            context.createProducerTemplate().requestBody("gemini-omni:adverts", "a cat");
            VideoRequest request = VideoRequest.builder().prompt("a dog").build();
            tasks.begin(new Submission(
                    "token",
                    "adverts",
                    "lost",
                    request.fingerprint(),
                    request,
                    Map.of(),
                    gateway.baseUrl(),
                    "account"));

            clock.advance(SUBMIT_TIMEOUT.plusSeconds(1));

            await().untilAsserted(() -> assertThat(
                            tasks.find("adverts", "lost").orElseThrow().state())
                    .isEqualTo(TaskState.UNKNOWN));
            assertThat(tasks.counts("adverts")).containsEntry(TaskState.WAITING, 1L);
        }
    }

    @Test
    void aVideoThatIsFetchedAfterTheStopSaysSoAndStartsNothing() throws Exception {
        GeneratedVideo video;
        ContextThreads threads;
        try (DefaultCamelContext context = context()) {
            threads = ContextThreads.of(context);
            context.start();
            video = context.createProducerTemplate()
                    .requestBody("gemini-omni:adverts?operation=generate", "a cat", GeneratedVideo.class);
        }

        assertThatThrownBy(video::openStream).isInstanceOf(Exception.class);
        await().untilAsserted(() -> assertThat(threads.alive("GeminiOmni")).isEmpty());
    }

    private DefaultCamelContext context() {
        DefaultCamelContext context = new DefaultCamelContext();
        GeminiOmniComponent component = new GeminiOmniComponent();
        component.setApiKey("sk-test");
        component.setBaseUrl(gateway.baseUrl());
        component.setTaskRepository(RecordedTasks.of(tasks, clock, gateway::emulator));
        component.setConnectTimeout(5_000);
        component.setRequestTimeout(10_000);
        component.setSubmitTimeout(SUBMIT_TIMEOUT.toMillis());
        component.setPollInterval(20);
        context.addComponent("gemini-omni", component);
        return context;
    }
}
