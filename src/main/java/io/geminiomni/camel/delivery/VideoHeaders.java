package io.geminiomni.camel.delivery;

import io.geminiomni.camel.option.HeaderNames;
import io.geminiomni.camel.task.VideoTask;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The headers that tell of a task. None of them is the name of a request value, so one step does not steer the next. */
public final class VideoHeaders {

    private static final String FILE_NAME = "CamelFileName";
    private static final int MAX_FILE_NAME = 200;

    private VideoHeaders() {}

    /** Tells of the task; what is not known of it is removed, so that nothing is left of an earlier task. */
    public static void tell(Message message, VideoTask task, UrlDisclosure disclosure) {
        update(message, task, disclosure);
        message.removeHeader(HeaderNames.DELIVERY_ATTEMPT);
        message.removeHeader(HeaderNames.DUPLICATE);
        message.removeHeader(HeaderNames.IGNORED_FIELDS);
        message.removeHeader(HeaderNames.WARNINGS);
    }

    /** Tells how a task is now of which the message has told before. */
    public static void update(Message message, VideoTask task, UrlDisclosure disclosure) {
        set(message, HeaderNames.TASK_ID, task.taskId());
        set(message, HeaderNames.STATUS, task.status());
        set(message, HeaderNames.PROGRESS, task.progress());
        set(message, HeaderNames.TASK_MODEL, task.model());
        set(message, HeaderNames.TASK_KEY, task.key());
        tellUrl(message, task, disclosure);
        set(message, HeaderNames.VIDEO_URL_EXPIRES, task.videoUrlExpires());
        set(message, HeaderNames.CREATED_AT, task.createdAt());
        set(message, HeaderNames.COMPLETED_AT, task.completedAt());
        set(message, HeaderNames.ERROR_MESSAGE, task.errorMessage());
        set(message, HeaderNames.ERROR_CATEGORY, task.errorCategory());
        set(message, HeaderNames.CHANNEL, task.channel());
        set(message, HeaderNames.LATE, task.lateBy());
    }

    /** Tells where the video is, if that may be shown. */
    public static void tellUrl(Message message, VideoTask task, UrlDisclosure disclosure) {
        set(message, HeaderNames.VIDEO_URL, disclosure.header() ? task.videoUrl() : null);
    }

    /** Tells of a task that is being emitted: the above, its attempt, its correlation headers and a file name. */
    static void emit(Message message, VideoTask task, UrlDisclosure disclosure) {
        message.setHeader(FILE_NAME, fileName(task));
        progress(message, task, disclosure);
        message.setHeader(HeaderNames.DELIVERY_ATTEMPT, task.attempts());
    }

    /** Tells of a task that goes on, with its correlation headers. */
    static void progress(Message message, VideoTask task, UrlDisclosure disclosure) {
        for (Map.Entry<String, Object> header : task.correlationHeaders().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        tell(message, task, disclosure);
    }

    /** Names the video's file after its task, unless it has a name. */
    public static void nameFile(Message message, VideoTask task) {
        if (message.getHeader(FILE_NAME) == null && task.taskId() != null) {
            message.setHeader(FILE_NAME, fileName(task));
        }
    }

    /**
     * A name of safe characters that is no path and that any file system takes: the task id. Where that had to be changed,
     * a hash of it follows, so that no two tasks share a file.
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

    private static void set(Message message, String header, @Nullable Object value) {
        if (value == null || value.equals("")) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }
}
