package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Where tasks are kept, and that they are still there after a restart. */
class StoreOptionsTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path folder;

    @Test
    void tasksInAFolderSurviveARestartAndTheirVideosAreEmittedThen() throws Exception {
        VideoTask task;
        try (DefaultCamelContext first = context()) {
            first.start();
            task = first.createProducerTemplate().requestBody("gemini-omni:adverts", "a cat", VideoTask.class);
        }
        try (DefaultCamelContext second = context()) {
            second.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("gemini-omni:adverts?initialDelay=0").to("mock:videos");
                }
            });
            MockEndpoint videos = second.getEndpoint("mock:videos", MockEndpoint.class);
            videos.expectedMessageCount(1);
            videos.expectedHeaderReceived(GeminiOmniConstants.HEADER_TASK_ID, task.taskId());
            second.start();
            videos.assertIsSatisfied();
        }
    }

    @Test
    void aFolderThatAnotherContextHasOpenIsAnErrorThatNamesItAndTheWayToShareTasks() throws Exception {
        try (DefaultCamelContext first = context();
                DefaultCamelContext second = context()) {
            first.start();
            first.getEndpoint("gemini-omni:adverts");
            second.start();
            assertThatThrownBy(() -> second.getEndpoint("gemini-omni:adverts"))
                    .hasStackTraceContaining(folder.toString())
                    .hasStackTraceContaining("dataSource");
        }
    }

    @Test
    void aDamagedFileIsAnErrorThatNamesItAndSaysWhatToDo() throws Exception {
        Files.writeString(folder.resolve("gemini-omni-tasks.mv.db"), "rubbish");
        try (DefaultCamelContext context = context()) {
            context.start();
            assertThatThrownBy(() -> context.getEndpoint("gemini-omni:adverts"))
                    .hasStackTraceContaining("gemini-omni-tasks.mv.db")
                    .hasStackTraceContaining("restore it from a backup");
        }
    }

    @Test
    void anOrderlyStopLeavesTheDatabaseAlone() throws Exception {
        try (DefaultCamelContext context = context()) {
            context.start();
            context.getEndpoint("gemini-omni:adverts");
        }
        assertThat(folder.toFile().list()).containsExactly("gemini-omni-tasks.mv.db");
    }

    @Test
    void aRequestOnItsWayAtTheEndIsRecordedBeforeTheFolderIsClosed() throws Exception {
        stopDuringACreate(Fault.none());

        try (StoreDirectory directory = StoreDirectory.open(folder)) {
            assertThat(new JdbcVideoTaskRepository(directory.dataSource()).counts("adverts"))
                    .isEqualTo(Map.of(TaskState.WAITING, 1L));
        }
    }

    @Test
    void anAnswerWithAnEstimateIsRecordedAtTheEndAsAnyOther() throws Exception {
        Fault estimated = Fault.body(
                "application/json",
                "{\"code\":\"20000\",\"msg\":\"ok\",\"data\":{\"task_id\":\"task-1\",\"status\":\"queued\",\"estimated_time\":60}}");

        stopDuringACreate(estimated);

        try (StoreDirectory directory = StoreDirectory.open(folder)) {
            assertThat(new JdbcVideoTaskRepository(directory.dataSource()).findTask("adverts", "task-1"))
                    .isPresent();
        }
    }

    private void stopDuringACreate(Fault answer) throws Exception {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        gateway.emulator().onCreate(request -> {
            sent.complete(null);
            goesOn.join();
            return answer;
        });
        DefaultCamelContext context = context();
        context.start();
        GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
        context.createProducerTemplate().asyncRequestBody("gemini-omni:adverts", "a cat");
        sent.get(60, TimeUnit.SECONDS);

        CompletableFuture<Void> stop = CompletableFuture.runAsync(context::stop);
        await().until(component::isStopping);
        goesOn.complete(null);
        stop.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aRepositoryThatIsSetWinsOverAFolder() throws Exception {
        try (DefaultCamelContext context = context()) {
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setTaskRepository(new InMemoryVideoTaskRepository());
            context.start();
            context.getEndpoint("gemini-omni:adverts");
            assertThat(folder).isEmptyDirectory();
        }
    }

    private DefaultCamelContext context() {
        DefaultCamelContext context = new DefaultCamelContext();
        TestEndpoints.in(context);
        GeminiOmniComponent component = new GeminiOmniComponent();
        component.setApiKey("sk-test");
        component.setBaseUrl(gateway.baseUrl());
        component.setStoreDirectory(folder.toString());
        component.setPollInterval(50);
        context.addComponent("gemini-omni", component);
        return context;
    }
}
