package io.geminiomni.examples.studio;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A studio with an emulator of the gateway, on a free port. */
final class RunningStudio implements AutoCloseable {
    /** With the emulator only, as run.sh does it. */
    private static final Path PRICES = Path.of("../prices.json");

    private final Studio studio;

    private RunningStudio(Studio studio) {
        this.studio = studio;
    }

    static RunningStudio start(GatewayEmulator emulator, Path folder, boolean operate) throws Exception {
        return start(emulator, folder, operate, true);
    }

    /** As at the gateway itself, at a URL of this machine, such as that of a proxy. */
    static RunningStudio startAtGateway(GatewayEmulator emulator, Path folder) throws Exception {
        return start(emulator, folder, false, false);
    }

    private static RunningStudio start(
            GatewayEmulator emulator, Path folder, boolean operate, boolean saysThatNothingIsPaid) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("camel.component.gemini-omni.api-key", emulator.apiKey());
        settings.put("camel.component.gemini-omni.poll-interval", "50");
        settings.put("camel.component.gemini-omni.max-poll-interval", "200");
        if (saysThatNothingIsPaid) {
            settings.put("camel.component.gemini-omni.price-list", "file:" + PRICES.toAbsolutePath());
        }
        return new RunningStudio(
                Studio.start(freePort(), folder, emulator.baseUrl(), operate, saysThatNothingIsPaid, settings));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI address() {
        return studio.address();
    }

    VideoTaskRepository tasks() {
        return studio.tasks();
    }

    /** Books a task that was created elsewhere, of a base URL that nobody polls. */
    void book(String key, Charge charge) {
        tasks().adopt(submission(key, key).withCharge(charge), "task-" + key);
    }

    /** Adds a request of unknown outcome. */
    void unknown(String key, String reason) {
        Submission submission = submission(key, key);
        tasks().begin(submission);
        tasks().record(submission, new Outcome.Unknown(reason), Duration.ZERO);
    }

    private static Submission submission(String key, String prompt) {
        VideoRequest request = VideoRequest.builder().prompt(prompt).build();
        return new Submission(
                key + "-token",
                Studio.CHANNEL,
                key,
                request.fingerprint(),
                request,
                Map.of(),
                "https://elsewhere.example",
                "unknown");
    }

    /** Adds a parked task, of a base URL that nobody polls, so that nothing but the test changes it. */
    void park(String key, String prompt, String taskId, String reason) {
        tasks().adopt(submission(key, prompt), taskId);
        LeasedTask leased = tasks().claim(Studio.CHANNEL, key, "test", Duration.ofMinutes(1))
                .orElseThrow();
        tasks().update(List.of(LeaseUpdate.end(
                leased.lease(),
                leased.task().become(TaskState.PARKED).errorMessage(reason).build())));
    }

    @Override
    public void close() {
        studio.close();
    }
}
