package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client other than the component's, for the emulator's own tests. */
final class TestClient {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GatewayEmulator emulator;

    TestClient(GatewayEmulator emulator) {
        this.emulator = emulator;
    }

    HttpResponse<String> create(String body) throws IOException, InterruptedException {
        return create(body, "some-key");
    }

    HttpResponse<String> create(String body, String idempotencyKey) throws IOException, InterruptedException {
        return send(request("/api/open-api/v1/gemini/omni/videos")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body)));
    }

    /** Creates a task and gives its id. */
    String createTask() throws IOException, InterruptedException {
        return createTask("{\"model\":\"Gemini-Omini\",\"prompt\":\"A lighthouse at dawn\"}");
    }

    String createTask(String body) throws IOException, InterruptedException {
        return json(create(body)).at("/data/task_id").asText();
    }

    HttpResponse<String> query(String taskId) throws IOException, InterruptedException {
        return get("/api/open-api/v1/videos/" + taskId);
    }

    /** The data object of the answer to a query. */
    JsonNode task(String taskId) throws IOException, InterruptedException {
        return json(query(taskId)).get("data");
    }

    /** The URL of a finished task's video. */
    URI videoUrl(String taskId) throws IOException, InterruptedException {
        return URI.create(task(taskId).at("/result/video_url").asText());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> upload(String field, String filename, byte[] content)
            throws IOException, InterruptedException {
        byte[] head = ("--bound\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + filename
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return send(request("/api/open-api/v1/files/upload")
                .header("Content-Type", "multipart/form-data; boundary=bound")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofByteArray(head),
                        BodyPublishers.ofByteArray(content),
                        BodyPublishers.ofString("\r\n--bound--\r\n"))));
    }

    /** A request with the emulator's key. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(emulator.baseUrl() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + emulator.apiKey());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** Downloads without a key; {@code headers} are names and values. */
    HttpResponse<byte[]> download(URI url, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> head(URI url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url)
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.parse(answer.body());
    }
}
