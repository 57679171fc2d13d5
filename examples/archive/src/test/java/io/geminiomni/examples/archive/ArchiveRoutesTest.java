package io.geminiomni.examples.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A video is either in the bucket with all its facts, or not acknowledged. The S3 server is a real one. */
class ArchiveRoutesTest {
    private static final String BUCKET = "films";

    @RegisterExtension
    final GatewayEmulatorExtension gateway =
            new GatewayEmulatorExtension(settings -> settings.timeline(Timeline.immediate()));

    @TempDir
    Path spool;

    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository();
    private final Main camel = new Main();
    private ObjectStore store;
    private S3Client client;

    @BeforeEach
    void start() throws Exception {
        store = ObjectStore.start();
        client = store.client();
        camel.bind("s3", client);
        camel.addInitialProperty("archive.bucket", BUCKET);
        camel.addInitialProperty("archive.spool", spool.toString());
        camel.configure().addRoutesBuilder(new ArchiveRoutes());
        camel.init();
        GeminiOmniComponent component = camel.getCamelContext().getComponent("gemini-omni", GeminiOmniComponent.class);
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setTaskRepository(tasks);
        component.setPollInterval(50);
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        client.close();
        store.close();
    }

    @Test
    void aVideoIsStoredWithItsMetadataAndItsFactsBesideIt() throws Exception {
        client.createBucket(request -> request.bucket(BUCKET));

        VideoTask task = order("A glacier, \u00e9t\u00e9 1900");

        await().atMost(Duration.ofMinutes(1)).until(() -> now(task).state() == TaskState.DELIVERED);
        ResponseBytes<GetObjectResponse> video = object(task.taskId() + ".mp4");
        assertThat(video.asByteArray()).isEqualTo(fetched(task));
        assertThat(video.response().contentType()).isEqualTo("video/mp4");
        assertThat(video.response().metadata())
                .containsEntry("task-id", task.taskId())
                .containsEntry("model", "Gemini-Omini")
                .containsEntry("resolution", "1080p")
                .containsKeys("created-at", "completed-at");
        ResponseBytes<GetObjectResponse> facts = object(task.taskId() + ".mp4.json");
        assertThat(facts.response().contentType()).isEqualTo("application/json");
        assertThat(facts.asUtf8String())
                .contains("\"task_id\":\"" + task.taskId() + "\"", "\"prompt\":\"A glacier, \u00e9t\u00e9 1900\"")
                .doesNotContain("video_url\"");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aVideoThatCannotBeStoredIsNotAcknowledgedAndNotPaidForAgain() throws Exception {
        VideoTask task = order("A tram");
        await().atMost(Duration.ofMinutes(1)).until(() -> now(task).attempts() == 2);
        assertThat(now(task).state()).isEqualTo(TaskState.COMPLETED);

        client.createBucket(request -> request.bucket(BUCKET));

        await().atMost(Duration.ofMinutes(1)).until(() -> now(task).state() == TaskState.DELIVERED);
        assertThat(object(task.taskId() + ".mp4").asByteArray()).isNotEmpty();
        assertThat(gateway.emulator().creates()).isEqualTo(1);
    }

    private VideoTask order(String prompt) throws Exception {
        try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
            return template.requestBodyAndHeaders(
                    "direct:orders",
                    prompt,
                    Map.of("order", "order-1", "CamelGeminiOmniResolution", "1080p"),
                    VideoTask.class);
        }
    }

    private byte[] fetched(VideoTask task) throws Exception {
        try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
            GeneratedVideo video =
                    template.requestBody("gemini-omni:films?operation=download", task.taskId(), GeneratedVideo.class);
            return video.openStream().readAllBytes();
        }
    }

    private VideoTask now(VideoTask task) {
        return tasks.find(task.channel(), task.key()).orElseThrow();
    }

    private ResponseBytes<GetObjectResponse> object(String key) {
        return client.getObject(request -> request.bucket(BUCKET).key(key), ResponseTransformer.toBytes());
    }
}
