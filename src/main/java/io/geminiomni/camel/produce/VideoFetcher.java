package io.geminiomni.camel.produce;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.delivery.GeneratedVideo;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.delivery.VideoHeaders;
import io.geminiomni.camel.delivery.VideoTaskFailedException;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.net.Uris;
import io.geminiomni.camel.net.WebHost;
import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The operation {@code download}: the video of a URL or of a task. Its content is fetched when it is read. The task is polled
 * only if the exchange has no URL.
 */
public final class VideoFetcher {
    private final Channel channel;
    private final TaskReferences references;
    private final TaskStatus status;

    public VideoFetcher(Channel channel, TaskReferences references, TaskStatus status) {
        this.channel = channel;
        this.references = references;
        this.status = status;
    }

    public void process(Exchange exchange) {
        TaskReference reference = references.in(exchange);
        String url = url(exchange.getIn(), reference);
        VideoTask task = url == null ? polled(exchange.getIn(), reference) : known(reference, url);
        Message message = exchange.getMessage();
        UrlDisclosure disclosure = channel.options().disclosure();
        if (task.status() == null) {
            VideoHeaders.setUrl(message, task, disclosure);
        } else {
            VideoHeaders.set(message, task, disclosure);
        }
        VideoHeaders.nameFile(message, task);
        message.setBody(new GeneratedVideo(
                disclosure.inBody(task),
                channel.downloads(),
                channel.freshUrl(task),
                channel.options().downloads().verify()));
    }

    private @Nullable String url(Message message, TaskReference reference) {
        String header = references.header(message, HeaderNames.VIDEO_URL);
        if (header != null) {
            return checked(header);
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

    /** Text such as {@code ftp://host/a.mp4} could be a task id, but is meant as a URL. */
    private static boolean isTaskId(String text) {
        return TaskAnswer.isTaskId(text) && !text.contains("://");
    }

    /** The text is not shown: it may be a signed URL with a typing error. */
    private static String checked(String url) {
        if (!isUrl(url)) {
            throw new IllegalArgumentException(
                    "operation=download needs an http or https URL with a host, in the header "
                            + HeaderNames.VIDEO_URL + " or as the body, but was given " + url.length()
                            + " characters that are neither a URL nor a task id. Nothing was fetched. The body may also be a VideoTask, a"
                            + " GeneratedVideo, or the JSON of either");
        }
        return url;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = Uris.parse(text);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && WebHost.of(uri) != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private VideoTask known(TaskReference reference, String url) {
        String taskId = reference.taskId();
        VideoTask recorded = taskId == null
                ? null
                : channel.tasks().findTask(channel.name(), taskId).orElse(null);
        VideoTask described = recorded == null ? reference.task() : recorded;
        VideoTask task = described == null ? references.unknown(taskId) : described;
        return task.toBuilder()
                .videoUrl(url)
                .state(task.state() == TaskState.WAITING ? TaskState.COMPLETED : task.state())
                .build();
    }

    private VideoTask polled(Message message, TaskReference reference) {
        String taskId = reference.taskId() == null ? reference.text() : reference.taskId();
        if (taskId == null) {
            throw new IllegalArgumentException("operation=download needs a video: a URL in the header "
                    + HeaderNames.VIDEO_URL
                    + " or as the body, a task id in the header "
                    + HeaderNames.TASK_ID
                    + " or as the body, or as the body a VideoTask, a GeneratedVideo, or the JSON of either. JSON without a"
                    + " task id has a URL only if it was written with the option jsonVideoUrl=full. Nothing was fetched"
                    + references.whyIgnored(message, HeaderNames.VIDEO_URL)
                    + references.whyIgnored(message, HeaderNames.TASK_ID));
        }
        VideoTask task = status.poll(taskId, reference.task());
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
