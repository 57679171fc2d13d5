package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks and answers that the tests of this package start from. */
final class PollSamples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String CHANNEL = "adverts";
    static final String BASE_URL = "https://gateway.example";
    static final String VIDEO_URL = "https://cdn.example/v.mp4?sig=secret";

    private PollSamples() {}

    static VideoTask submit(VideoTaskRepository tasks, String taskId) {
        VideoRequest request = VideoRequest.builder().prompt("a cat").build();
        Submission submission = new Submission(
                "token-" + taskId, CHANNEL, "key-" + taskId, request.fingerprint(), request, Map.of(), BASE_URL, "acc");
        tasks.begin(submission);
        return tasks.record(submission, new Outcome.Accepted(taskId, "queued", null, NOON), Duration.ZERO)
                .orElseThrow();
    }

    /** With the account of the tasks here. */
    static OtherAccounts others(Clock clock) {
        return new OtherAccounts(
                "acc", new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)), Elapsed.of(clock));
    }

    static RequestPace pace() {
        return new RequestPace(RequestPace.UNLIMITED, new TestThreads());
    }

    static Standing standing(Clock clock) {
        return standing(clock, pace());
    }

    static Standing standing(Clock clock, RequestPace pace) {
        return new Standing(
                "the account acc at " + BASE_URL, pace, Elapsed.of(clock), new TestThreads(), ChannelListener.NONE);
    }

    static TaskAnswer answer(RemoteStatus status, String raw) {
        return new TaskAnswer("t-1", status, raw, null, null, null, null, null, null, null);
    }

    static TaskAnswer completed(@Nullable Instant completedAt) {
        return new TaskAnswer(
                "t-1",
                RemoteStatus.COMPLETED,
                "success",
                100,
                "Gemini-Omini",
                NOON,
                completedAt,
                VIDEO_URL,
                null,
                null);
    }

    static GatewayFailure failure(String message, @Nullable Duration retryAfter) {
        return new GatewayFailure(message, null, 0, false, retryAfter, null);
    }
}
