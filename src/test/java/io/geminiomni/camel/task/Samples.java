package io.geminiomni.camel.task;

import io.geminiomni.camel.request.VideoRequest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Submissions and tasks that tests start from. */
final class Samples {
    static final String CHANNEL = "adverts";
    static final String BASE_URL = "https://gateway.example";

    private Samples() {}

    static VideoRequest request(String prompt) {
        return VideoRequest.builder().prompt(prompt).build();
    }

    static Submission submission(String key) {
        return submission(CHANNEL, key);
    }

    static Submission submission(String channel, String key) {
        return submission(channel, key, request("a cat on a bicycle"), Map.of());
    }

    static Submission submission(String channel, String key, VideoRequest request, Map<String, Object> headers) {
        return new Submission(
                UUID.randomUUID().toString(),
                channel,
                key,
                request.fingerprint(),
                request,
                headers,
                BASE_URL,
                "account-1");
    }

    static Submission withBaseUrl(Submission submission, String baseUrl) {
        return new Submission(
                submission.token(),
                submission.channel(),
                submission.key(),
                submission.fingerprint(),
                submission.request(),
                submission.correlationHeaders(),
                baseUrl,
                submission.account());
    }

    static Outcome.Accepted accepted(String taskId) {
        return new Outcome.Accepted(taskId, "queued", "Gemini-Omini", Instant.parse("2026-03-01T11:59:59Z"));
    }
}
