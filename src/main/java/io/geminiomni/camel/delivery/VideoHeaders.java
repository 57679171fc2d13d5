package io.geminiomni.camel.delivery;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.task.VideoTask;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The headers of a task. Request values are not among them, so a step does not control the next. */
public final class VideoHeaders {
    private static final String FILE_NAME = "CamelFileName";
    private static final int MAX_FILE_NAME = 200;

    private VideoHeaders() {}

    /** Sets the headers of a task, and removes those of an earlier task. */
    public static void set(Message message, VideoTask task, UrlDisclosure disclosure) {
        update(message, task, disclosure);
        message.removeHeader(HeaderNames.STATE);
        message.removeHeader(HeaderNames.DELIVERY_ATTEMPT);
        message.removeHeader(HeaderNames.DUPLICATE);
        message.removeHeader(HeaderNames.IGNORED_FIELDS);
        message.removeHeader(HeaderNames.WARNINGS);
        message.removeHeader(HeaderNames.ESTIMATED_COST);
    }

    /** Updates the headers of a task that the message has already. */
    public static void update(Message message, VideoTask task, UrlDisclosure disclosure) {
        setOrRemove(message, HeaderNames.TASK_ID, task.taskId());
        setOrRemove(message, HeaderNames.STATUS, task.status());
        setOrRemove(message, HeaderNames.PROGRESS, task.progress());
        setOrRemove(message, HeaderNames.TASK_MODEL, task.model());
        setOrRemove(message, HeaderNames.TASK_KEY, task.key());
        setUrl(message, task, disclosure);
        setOrRemove(message, HeaderNames.VIDEO_URL_EXPIRES, task.videoUrlExpires());
        setOrRemove(message, HeaderNames.CREATED_AT, task.createdAt());
        setOrRemove(message, HeaderNames.COMPLETED_AT, task.completedAt());
        setOrRemove(message, HeaderNames.ERROR_MESSAGE, task.errorMessage());
        setOrRemove(message, HeaderNames.ERROR_CATEGORY, task.errorCategory());
        setOrRemove(message, HeaderNames.CHANNEL, task.channel());
        setOrRemove(message, HeaderNames.LATE, task.lateBy());
        setOrRemove(message, HeaderNames.COST, task.cost());
    }

    /** Sets the URL of the video, if it may be shown. */
    public static void setUrl(Message message, VideoTask task, UrlDisclosure disclosure) {
        setOrRemove(message, HeaderNames.VIDEO_URL, disclosure.header() ? task.videoUrl() : null);
    }

    /** Sets all headers of an emitted task: also its correlation headers, its attempt and a file name. */
    static void emit(Message message, VideoTask task, UrlDisclosure disclosure) {
        message.setHeader(FILE_NAME, fileName(task));
        progress(message, task, disclosure);
        message.setHeader(HeaderNames.DELIVERY_ATTEMPT, task.attempts());
    }

    /** Sets the headers of a task and its correlation headers. */
    static void progress(Message message, VideoTask task, UrlDisclosure disclosure) {
        for (Map.Entry<String, Object> header : task.correlationHeaders().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        set(message, task, disclosure);
    }

    /** Sets the file name by the task, unless there is one. */
    public static void nameFile(Message message, VideoTask task) {
        if (message.getHeader(FILE_NAME) == null && task.taskId() != null) {
            message.setHeader(FILE_NAME, fileName(task));
        }
    }

    /**
     * The task id in characters that any file system takes, without a path. If characters are replaced, a hash of the id
     * follows, so that no two tasks have the same file.
     */
    static String fileName(VideoTask task) {
        String id = Objects.requireNonNullElse(task.taskId(), "video");
        String safe = id.replaceAll("[^A-Za-z0-9._-]|^[.]", "_");
        if (safe.length() > MAX_FILE_NAME) {
            safe = safe.substring(0, MAX_FILE_NAME);
        }
        return (safe.equals(id) ? id : safe + "-" + hash(id)) + ".mp4";
    }

    private static String hash(String id) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }

    private static void setOrRemove(Message message, String header, @Nullable Object value) {
        if (value == null || value.equals("")) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }
}
