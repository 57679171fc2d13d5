package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.option.HeaderNames;
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
 * Determines the task that an exchange names. A header has precedence over the body. A body is a task, a video, the JSON of
 * either, or plain text, which the caller interprets.
 */
public final class TaskReferences {
    private final Channel channel;
    private final SteeringHeaders headers;
    private final long maxBytes;

    public TaskReferences(Channel channel, ProducerOptions options) {
        this.channel = channel;
        this.headers = new SteeringHeaders(options.headersFromMessages());
        this.maxBytes = options.maxRequestBytes();
    }

    TaskReference in(Exchange exchange) {
        Message message = exchange.getIn();
        Object body = message.getBody();
        String header = header(message, HeaderNames.TASK_ID);
        VideoTask task = body instanceof GeneratedVideo video
                ? video.task()
                : body instanceof VideoTask present ? present : null;
        String text = task == null ? bodyText(message, header) : null;
        String stripped = text == null ? "" : text.strip();
        if (stripped.startsWith("{")) {
            Optional<TaskFacts> facts = TaskFacts.in(stripped);
            if (facts.isPresent()) {
                task = facts.get().describe(blank(facts.get().channel()));
                stripped = "";
            }
        }
        String id = header != null ? header : task == null ? null : task.taskId();
        boolean otherTask =
                task != null && task.taskId() != null && !task.taskId().equals(id);
        return new TaskReference(id, otherTask ? null : task, stripped.isEmpty() ? null : stripped);
    }

    /** The text of a header, stripped; {@code null} if there is none or it is not used. */
    @Nullable String header(Message message, String name) {
        String text = text(message, headers.get(message, name));
        return text == null || text.isBlank() ? null : text.strip();
    }

    String whyIgnored(Message message, String name) {
        return headers.whyIgnored(message, name);
    }

    /** A body that cannot be read is no error if a header names the task or the video. */
    private @Nullable String bodyText(Message message, @Nullable String taskId) {
        try {
            return text(message, message.getBody());
        } catch (RuntimeException e) {
            if (taskId == null && header(message, HeaderNames.VIDEO_URL) == null) {
                throw e;
            }
            return null;
        }
    }

    /**
     * A body or header as text, at most {@code maxRequestSize}. A {@link URL} is not opened, as Camel's conversion would do.
     *
     * @throws IllegalArgumentException if the text is longer, or cannot be read
     */
    private @Nullable String text(Message message, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof URL url) {
            return url.toExternalForm();
        }
        Exchange exchange = message.getExchange();
        try {
            String text = new BodyText(maxBytes).read(value, exchange);
            return text != null
                    ? text
                    : exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
        } catch (UnreadableBodyException e) {
            Violation violation = e.violation();
            throw new IllegalArgumentException(
                    "The operations status and download take a task id, a URL, or the JSON of a task or video; found: "
                            + violation.found() + "; allowed: " + violation.allowed()
                            + ". Nothing was polled and nothing was fetched",
                    e);
        }
    }

    /** A task of which at most the id is known. */
    VideoTask unknown(@Nullable String taskId) {
        return blank(null).taskId(taskId).key(taskId == null ? "" : taskId).build();
    }

    private VideoTask.Builder blank(@Nullable String channelName) {
        GatewaySettings gateway = channel.options().gateway();
        VideoRequest request = VideoRequest.builder().build();
        return VideoTask.builder()
                .channel(channelName == null ? channel.name() : channelName)
                .key("")
                .request(request)
                .fingerprint(request.fingerprint())
                .baseUrl(gateway.baseUrl().toString())
                .account(gateway.accountFingerprint())
                .submittedAt(channel.clock().instant())
                .state(TaskState.WAITING);
    }
}
