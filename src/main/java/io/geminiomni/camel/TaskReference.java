package io.geminiomni.camel;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskFacts;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.net.URL;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The task that an exchange means. A header wins over the body, as everywhere; a body may be a task or a video, their JSON,
 * or other text, which is left to the caller.
 *
 * @param taskId the gateway's id, where the exchange gives one otherwise than as plain text
 * @param task the description that the body gives, if it is one
 * @param text the body as plain text, where it is neither a task nor the JSON of one
 */
record TaskReference(
        @Nullable String taskId,
        @Nullable VideoTask task,
        @Nullable String text) {

    static TaskReference in(Exchange exchange, GeminiOmniEndpoint endpoint) {
        Message message = exchange.getIn();
        Object body = message.getBody();
        VideoTask task = body instanceof GeneratedVideo video
                ? video.task()
                : body instanceof VideoTask present ? present : null;
        String text = task == null && body != null ? text(message, body) : null;
        String stripped = text == null ? "" : text.strip();
        if (stripped.startsWith("{")) {
            Optional<TaskFacts> facts = TaskFacts.in(stripped);
            if (facts.isPresent()) {
                task = facts.get().describe(blank(endpoint, facts.get().channel()));
                stripped = "";
            }
        }
        String header = message.getHeader(GeminiOmniConstants.HEADER_TASK_ID, String.class);
        String id = header != null && !header.isBlank() ? header.strip() : task == null ? null : task.taskId();
        boolean otherTask =
                task != null && task.taskId() != null && !task.taskId().equals(id);
        return new TaskReference(id, otherTask ? null : task, stripped.isEmpty() ? null : stripped);
    }

    /** The value as text; a URL by its own, as Camel gives what is behind it. */
    static @Nullable String text(Message message, @Nullable Object value) {
        return value instanceof URL url
                ? url.toExternalForm()
                : message.getExchange()
                        .getContext()
                        .getTypeConverter()
                        .convertTo(String.class, message.getExchange(), value);
    }

    /** A description of a task of which nothing is known but its id, if that. */
    static VideoTask unknown(GeminiOmniEndpoint endpoint, @Nullable String taskId) {
        return blank(endpoint, null)
                .taskId(taskId)
                .key(taskId == null ? "" : taskId)
                .build();
    }

    private static VideoTask.Builder blank(GeminiOmniEndpoint endpoint, @Nullable String channel) {
        GatewaySettings gateway = endpoint.gatewaySettings();
        VideoRequest request = VideoRequest.builder().build();
        return VideoTask.builder()
                .channel(channel == null ? endpoint.getChannel() : channel)
                .key("")
                .request(request)
                .fingerprint(request.fingerprint())
                .baseUrl(gateway.baseUrl().toString())
                .account(gateway.accountFingerprint())
                .submittedAt(endpoint.getComponent().getClock().instant())
                .state(TaskState.WAITING);
    }
}
