package io.geminiomni.camel;

import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.gateway.TaskAnswer;
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
 * The gateway is asked for the URL only where the exchange does not give it.
 */
final class VideoFetcher {
    private final GeminiOmniEndpoint endpoint;
    private final SteeringHeaders headers;
    private final TaskStatus status;

    VideoFetcher(GeminiOmniEndpoint endpoint, SteeringHeaders headers, TaskStatus status) {
        this.endpoint = endpoint;
        this.headers = headers;
        this.status = status;
    }

    void give(Exchange exchange) {
        TaskReference reference = TaskReference.in(exchange, endpoint, headers);
        String url = url(exchange.getIn(), reference);
        VideoTask task = url == null ? asked(exchange.getIn(), reference) : told(reference, url);
        Message message = exchange.getMessage();
        UrlDisclosure disclosure = endpoint.getConfiguration().urlDisclosure();
        if (task.status() == null) {
            VideoHeaders.tellUrl(message, task, disclosure);
        } else {
            VideoHeaders.tell(message, task, disclosure);
        }
        VideoHeaders.nameFile(message, task);
        message.setBody(new GeneratedVideo(disclosure.inBody(task), endpoint.downloads(), endpoint.freshUrl(task)));
    }

    private @Nullable String url(Message message, TaskReference reference) {
        String header =
                TaskReference.text(message, headers.get(message, GeminiOmniConstants.HEADER_VIDEO_URL), endpoint);
        if (header != null && !header.isBlank()) {
            return checked(header.strip());
        }
        if (reference.task() != null && reference.task().videoUrl() != null) {
            return checked(reference.task().videoUrl());
        }
        String text = reference.text();
        if (text == null || (!isUrl(text) && (reference.taskId() != null || isTaskId(text)))) {
            return null;
        }
        return checked(text);
    }

    /** Text such as {@code ftp://host/a.mp4} has only characters of a task id, but is meant as a URL. */
    private static boolean isTaskId(String text) {
        return TaskAnswer.isTaskId(text) && !text.contains("://");
    }

    /** The text is not shown: it may be a signed URL with a slip in it, or anything. */
    private static String checked(String url) {
        if (!isUrl(url)) {
            throw new IllegalArgumentException(
                    "operation=download needs an http or https URL with a host, in the header "
                            + GeminiOmniConstants.HEADER_VIDEO_URL + " or as the body, but was given " + url.length()
                            + " characters that are neither that nor a task id. Nothing was fetched. The body may also be a VideoTask, a"
                            + " GeneratedVideo, or the JSON of either");
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

    private VideoTask asked(Message message, TaskReference reference) {
        String taskId = reference.taskId() == null ? reference.text() : reference.taskId();
        if (taskId == null) {
            throw new IllegalArgumentException("operation=download needs a video: a URL in the header "
                    + GeminiOmniConstants.HEADER_VIDEO_URL
                    + " or as the body, a task id in the header "
                    + GeminiOmniConstants.HEADER_TASK_ID
                    + " or as the body, or as the body a VideoTask, a GeneratedVideo, or the JSON of either. JSON without a"
                    + " task id has the URL only with the option jsonVideoUrl=full of who wrote it. Nothing was fetched"
                    + headers.whyIgnored(message, GeminiOmniConstants.HEADER_VIDEO_URL)
                    + headers.whyIgnored(message, GeminiOmniConstants.HEADER_TASK_ID));
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
