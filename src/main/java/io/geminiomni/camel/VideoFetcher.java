package io.geminiomni.camel;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.gateway.WebHost;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The operation {@code download}: gives the video of a URL or of a task, whose content is fetched when somebody asks for it.
 * The gateway is asked for the URL only where the exchange does not say it.
 */
final class VideoFetcher {
    private final GeminiOmniEndpoint endpoint;
    private final TaskStatus status;

    VideoFetcher(GeminiOmniEndpoint endpoint, TaskStatus status) {
        this.endpoint = endpoint;
        this.status = status;
    }

    void give(Exchange exchange) {
        TaskReference reference = TaskReference.in(exchange, endpoint);
        String url = url(exchange, reference);
        VideoTask task = url == null ? asked(reference) : told(reference, url);
        Message message = exchange.getMessage();
        if (task.status() == null) {
            message.setHeader(GeminiOmniConstants.HEADER_VIDEO_URL, task.videoUrl());
        } else {
            VideoHeaders.tell(message, task);
        }
        VideoHeaders.nameFile(message, task);
        message.setBody(new GeneratedVideo(task, endpoint.downloads(), endpoint.freshUrl(task)));
    }

    private static @Nullable String url(Exchange exchange, TaskReference reference) {
        Message message = exchange.getIn();
        String header = TaskReference.text(message, message.getHeader(GeminiOmniConstants.HEADER_VIDEO_URL));
        if (header != null && !header.isBlank()) {
            return checked(header.strip());
        }
        if (reference.task() != null && reference.task().videoUrl() != null) {
            return checked(reference.task().videoUrl());
        }
        return reference.text() == null || (reference.taskId() != null && !isUrl(reference.text()))
                ? null
                : checked(reference.text());
    }

    /** The text is not shown: it may be a signed URL with a slip in it, or anything. */
    private static String checked(String url) {
        if (!isUrl(url)) {
            throw new IllegalArgumentException(
                    "operation=download needs an http or https URL with a host, in the header "
                            + GeminiOmniConstants.HEADER_VIDEO_URL + " or as the body, but was given " + url.length()
                            + " characters that are none. Nothing was fetched. The body may also be a VideoTask, a GeneratedVideo,"
                            + " or the JSON of either");
        }
        return url;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && WebHost.of(uri) != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private VideoTask told(TaskReference reference, String url) {
        String taskId = reference.taskId();
        VideoTask known = taskId == null
                ? null
                : endpoint.tasks().findTask(endpoint.getChannel(), taskId).orElse(null);
        VideoTask described = known == null ? reference.task() : known;
        VideoTask task = described == null ? TaskReference.unknown(endpoint, taskId) : described;
        return task.toBuilder()
                .videoUrl(url)
                .state(task.state() == TaskState.WAITING ? TaskState.COMPLETED : task.state())
                .build();
    }

    private VideoTask asked(TaskReference reference) {
        String taskId = reference.taskId();
        if (taskId == null) {
            throw new IllegalArgumentException(
                    "operation=download needs a video: a URL in the header "
                            + GeminiOmniConstants.HEADER_VIDEO_URL
                            + " or as the body, or as the body a VideoTask, a GeneratedVideo, or the JSON of either. Nothing was fetched");
        }
        VideoTask task = status.ask(taskId, reference.task());
        if (task.videoUrl() != null) {
            return task;
        }
        if (task.state() == TaskState.FAILED) {
            throw new VideoTaskFailedException(task);
        }
        throw new IllegalStateException("Task " + taskId + " has no video yet: its status is " + task.status() + ", "
                + task.progress() + " %. Nothing was fetched and nothing is lost; try again later, or receive the video"
                + " from its channel");
    }
}
