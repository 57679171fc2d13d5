package io.geminiomni.camel;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.request.BodyText;
import io.geminiomni.camel.request.UnreadableBodyException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.Violation;
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

    static TaskReference in(Exchange exchange, GeminiOmniEndpoint endpoint, SteeringHeaders headers) {
        Message message = exchange.getIn();
        Object body = message.getBody();
        VideoTask task = body instanceof GeneratedVideo video
                ? video.task()
                : body instanceof VideoTask present ? present : null;
        String text = task == null ? text(message, body, endpoint) : null;
        String stripped = text == null ? "" : text.strip();
        if (stripped.startsWith("{")) {
            Optional<TaskFacts> facts = TaskFacts.in(stripped);
            if (facts.isPresent()) {
                task = facts.get().describe(blank(endpoint, facts.get().channel()));
                stripped = "";
            }
        }
        String header = text(message, headers.get(message, GeminiOmniConstants.HEADER_TASK_ID), endpoint);
        String id = header != null && !header.isBlank() ? header.strip() : task == null ? null : task.taskId();
        boolean otherTask =
                task != null && task.taskId() != null && !task.taskId().equals(id);
        return new TaskReference(id, otherTask ? null : task, stripped.isEmpty() ? null : stripped);
    }

    /**
     * A body or header as text; a URL by its own, as Camel gives what is behind it. No more is read than
     * {@code maxRequestSize} allows, as a stream may have no end.
     *
     * @throws IllegalArgumentException if there is more, or it cannot be read
     */
    static @Nullable String text(Message message, @Nullable Object value, GeminiOmniEndpoint endpoint) {
        if (value == null) {
            return null;
        }
        if (value instanceof URL url) {
            return url.toExternalForm();
        }
        Exchange exchange = message.getExchange();
        try {
            String text = new BodyText(endpoint.getConfiguration().maxRequestBytes()).read(value, exchange);
            return text != null
                    ? text
                    : exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
        } catch (UnreadableBodyException e) {
            Violation violation = e.violation();
            throw new IllegalArgumentException(
                    "The operations status and download take a task id, a URL, or the JSON of a task or video; found: "
                            + violation.found() + "; allowed: " + violation.allowed()
                            + ". Nothing was asked and nothing was fetched",
                    e);
        }
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
