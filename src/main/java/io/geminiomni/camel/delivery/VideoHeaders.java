package io.geminiomni.camel.delivery;

import io.geminiomni.camel.task.VideoTask;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The headers that tell of a task. None of them is the name of a request value, so one step does not steer the next. */
public final class VideoHeaders {
    public static final String TASK_ID = "CamelGeminiOmniTaskId";
    public static final String STATUS = "CamelGeminiOmniStatus";
    public static final String PROGRESS = "CamelGeminiOmniProgress";
    public static final String TASK_MODEL = "CamelGeminiOmniTaskModel";
    public static final String TASK_KEY = "CamelGeminiOmniTaskKey";
    public static final String VIDEO_URL = "CamelGeminiOmniVideoUrl";
    public static final String VIDEO_URL_EXPIRES = "CamelGeminiOmniVideoUrlExpires";
    public static final String CREATED_AT = "CamelGeminiOmniCreatedAt";
    public static final String COMPLETED_AT = "CamelGeminiOmniCompletedAt";
    public static final String ERROR_MESSAGE = "CamelGeminiOmniErrorMessage";
    public static final String ERROR_CATEGORY = "CamelGeminiOmniErrorCategory";
    public static final String CHANNEL = "CamelGeminiOmniChannel";
    public static final String DUPLICATE = "CamelGeminiOmniDuplicate";
    public static final String DELIVERY_ATTEMPT = "CamelGeminiOmniDeliveryAttempt";
    public static final String LATE = "CamelGeminiOmniLate";
    public static final String IGNORED_FIELDS = "CamelGeminiOmniIgnoredFields";
    public static final String WARNINGS = "CamelGeminiOmniWarnings";

    private static final String FILE_NAME = "CamelFileName";
    private static final int MAX_FILE_NAME = 200;

    private VideoHeaders() {}

    /** Tells of the task; what is not known of it is removed, so that nothing is left of an earlier task. */
    public static void tell(Message message, VideoTask task, UrlDisclosure disclosure) {
        update(message, task, disclosure);
        message.removeHeader(DELIVERY_ATTEMPT);
        message.removeHeader(DUPLICATE);
        message.removeHeader(IGNORED_FIELDS);
        message.removeHeader(WARNINGS);
    }

    /** Tells how a task is now of which the message has told before. */
    public static void update(Message message, VideoTask task, UrlDisclosure disclosure) {
        set(message, TASK_ID, task.taskId());
        set(message, STATUS, task.status());
        set(message, PROGRESS, task.progress());
        set(message, TASK_MODEL, task.model());
        set(message, TASK_KEY, task.key());
        tellUrl(message, task, disclosure);
        set(message, VIDEO_URL_EXPIRES, task.videoUrlExpires());
        set(message, CREATED_AT, task.createdAt());
        set(message, COMPLETED_AT, task.completedAt());
        set(message, ERROR_MESSAGE, task.errorMessage());
        set(message, ERROR_CATEGORY, task.errorCategory());
        set(message, CHANNEL, task.channel());
        set(message, LATE, task.lateBy());
    }

    /** Tells where the video is, if that may be shown. */
    public static void tellUrl(Message message, VideoTask task, UrlDisclosure disclosure) {
        set(message, VIDEO_URL, disclosure.header() ? task.videoUrl() : null);
    }

    /** Tells of a task that is being emitted: the above, its attempt, its correlation headers and a file name. */
    static void emit(Message message, VideoTask task, UrlDisclosure disclosure) {
        message.setHeader(FILE_NAME, fileName(task));
        progress(message, task, disclosure);
        message.setHeader(DELIVERY_ATTEMPT, task.attempts());
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
