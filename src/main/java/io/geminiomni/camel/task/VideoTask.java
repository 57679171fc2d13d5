package io.geminiomni.camel.task;

import com.fasterxml.jackson.annotation.JsonValue;
import io.geminiomni.camel.request.VideoRequest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one paid request: what was asked for, where it stands, and what the gateway last said of it. Immutable;
 * a {@link VideoTaskRepository} keeps the present one.
 *
 * <p>As JSON it gives its facts under the gateway's own names, times as ISO-8601 text. As text it gives no prompt and no
 * URL.
 *
 * <p>It holds only what every store can keep, so that no answer of the gateway is a reason for a paid task to go
 * unrecorded: in what the gateway said, characters that no database takes are replaced by U+FFFD, text beyond any sensible
 * length is cut, times are in microseconds, and a time outside the years 1 to 9999 counts as not known.
 */
public final class VideoTask {
    private final Map<TaskField, Object> values = new EnumMap<>(TaskField.class);
    private final boolean videoUrlInJson;

    private VideoTask(Builder builder) {
        for (TaskField field : TaskField.values()) {
            Object value = field.kept(builder.values.get(field));
            if (value != null) {
                values.put(field, value);
            }
        }
        this.videoUrlInJson = builder.videoUrlInJson;
    }

    /** The channel whose producers submit it and whose consumers emit it. */
    public String channel() {
        return required(TaskField.CHANNEL, String.class);
    }

    /** The idempotency key, unique in its channel; 1 to 255 characters. */
    public String key() {
        return required(TaskField.KEY, String.class);
    }

    /** What tells two requests under one key apart: the hash of the normalised request. */
    public String fingerprint() {
        return required(TaskField.FINGERPRINT, String.class);
    }

    /** The base URL that the request went to, and at which its task is asked for. */
    public String baseUrl() {
        return required(TaskField.BASE_URL, String.class);
    }

    /** A short hash of the API key that paid for it. */
    public String account() {
        return required(TaskField.ACCOUNT, String.class);
    }

    /** The request, as it was sent. */
    public VideoRequest request() {
        return required(TaskField.REQUEST, VideoRequest.class);
    }

    /** Headers of the submitting exchange that go back on the video's exchange: text, numbers, booleans, instants. */
    @SuppressWarnings("unchecked") // the builder takes nothing else
    public Map<String, Object> correlationHeaders() {
        return required(TaskField.CORRELATION_HEADERS, Map.class);
    }

    /** When the latest attempt to submit it began, by the repository's clock. */
    public Instant submittedAt() {
        return required(TaskField.SUBMITTED_AT, Instant.class);
    }

    public TaskState state() {
        return required(TaskField.STATE, TaskState.class);
    }

    /** The gateway's id, or {@code null} where none is known. */
    public @Nullable String taskId() {
        return text(TaskField.TASK_ID);
    }

    /** The gateway's last status in its own word, or {@code null} before there was an answer. */
    public @Nullable String status() {
        return text(TaskField.STATUS);
    }

    /** Percent, 0 to 100; 0 for a failed task. */
    public int progress() {
        return count(TaskField.PROGRESS);
    }

    /** The model that the gateway named, or {@code null}. */
    public @Nullable String model() {
        return text(TaskField.MODEL);
    }

    /** When the gateway says that it created the task, or {@code null}. */
    public @Nullable Instant createdAt() {
        return time(TaskField.CREATED_AT);
    }

    /** When the gateway says that the task came to its end, or when we saw it, or {@code null}. */
    public @Nullable Instant completedAt() {
        return time(TaskField.COMPLETED_AT);
    }

    /** Where the finished video is, or {@code null}. Whoever has this URL has the video: treat it as a secret. */
    public @Nullable String videoUrl() {
        return text(TaskField.VIDEO_URL);
    }

    /** When the gateway drops the video: three days after it was completed. */
    public @Nullable Instant videoUrlExpires() {
        return time(TaskField.VIDEO_URL_EXPIRES);
    }

    /** Why it failed, was refused, is unknown or was parked, or {@code null}. */
    public @Nullable String errorMessage() {
        return text(TaskField.ERROR_MESSAGE);
    }

    /** The kind of failure, such as {@code abandoned}, or {@code null}. */
    public @Nullable String errorCategory() {
        return text(TaskField.ERROR_CATEGORY);
    }

    /** How often the gateway was asked for it. */
    public int questions() {
        return count(TaskField.POLLS);
    }

    /** How many of the latest questions in a row had no usable answer. */
    public int unansweredQuestions() {
        return count(TaskField.UNANSWERED_POLLS);
    }

    /** How often its video was emitted. */
    public int attempts() {
        return count(TaskField.ATTEMPTS);
    }

    /** Whether it took longer than its consumer's time-outs allow. It is still asked for and still emitted. */
    public boolean late() {
        return lateBy() != null;
    }

    /** The option whose time it exceeded, such as {@code taskTimeout}, or {@code null}. */
    public @Nullable String lateBy() {
        return text(TaskField.LATE_BY);
    }

    /** The value of a field, of its type; {@code null} if it is not known. For stores. */
    public @Nullable Object value(TaskField field) {
        return values.get(field);
    }

    private <T> T required(TaskField field, Class<T> type) {
        return type.cast(Objects.requireNonNull(values.get(field), field.name()));
    }

    private @Nullable String text(TaskField field) {
        return (String) values.get(field);
    }

    private @Nullable Instant time(TaskField field) {
        return (Instant) values.get(field);
    }

    private int count(TaskField field) {
        return required(field, Integer.class);
    }

    /**
     * Starts a copy in another state.
     *
     * @throws IllegalStateException if {@link TaskState#canBecome} forbids it
     */
    public Builder become(TaskState next) {
        if (!state().canBecome(next)) {
            throw new IllegalStateException(this + " cannot become " + next);
        }
        return toBuilder().state(next);
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        return builder.videoUrlInJson(videoUrlInJson);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The facts under the gateway's names; what is not known is left out. Times are ISO-8601 text. The URL of the video is a
     * secret, and left out unless {@link Builder#videoUrlInJson} was set.
     */
    @JsonValue
    public Map<String, Object> facts() {
        return TaskFacts.of(this, videoUrlInJson);
    }

    @Override
    public String toString() {
        return "VideoTask[" + state() + ", channel=" + channel() + ", key=" + key() + ", taskId=" + taskId()
                + ", status=" + status() + ", progress=" + progress() + "]";
    }

    /** Builds a {@link VideoTask}. {@link #build} throws a {@code NullPointerException} if a value is missing that every task has. */
    public static final class Builder {
        private final Map<TaskField, Object> values = new EnumMap<>(TaskField.class);
        private boolean videoUrlInJson;

        private Builder() {}

        public Builder channel(String value) {
            return set(TaskField.CHANNEL, value);
        }

        public Builder key(String value) {
            return set(TaskField.KEY, value);
        }

        public Builder fingerprint(String value) {
            return set(TaskField.FINGERPRINT, value);
        }

        public Builder baseUrl(String value) {
            return set(TaskField.BASE_URL, value);
        }

        public Builder account(String value) {
            return set(TaskField.ACCOUNT, value);
        }

        public Builder request(VideoRequest value) {
            return set(TaskField.REQUEST, value);
        }

        public Builder correlationHeaders(Map<String, Object> value) {
            return set(TaskField.CORRELATION_HEADERS, value);
        }

        public Builder submittedAt(Instant value) {
            return set(TaskField.SUBMITTED_AT, value);
        }

        public Builder state(TaskState value) {
            return set(TaskField.STATE, value);
        }

        public Builder taskId(@Nullable String value) {
            return set(TaskField.TASK_ID, value);
        }

        public Builder status(@Nullable String value) {
            return set(TaskField.STATUS, value);
        }

        public Builder progress(int value) {
            return set(TaskField.PROGRESS, value);
        }

        public Builder model(@Nullable String value) {
            return set(TaskField.MODEL, value);
        }

        public Builder createdAt(@Nullable Instant value) {
            return set(TaskField.CREATED_AT, value);
        }

        public Builder completedAt(@Nullable Instant value) {
            return set(TaskField.COMPLETED_AT, value);
        }

        public Builder videoUrl(@Nullable String value) {
            return set(TaskField.VIDEO_URL, value);
        }

        public Builder videoUrlExpires(@Nullable Instant value) {
            return set(TaskField.VIDEO_URL_EXPIRES, value);
        }

        public Builder errorMessage(@Nullable String value) {
            return set(TaskField.ERROR_MESSAGE, value);
        }

        public Builder errorCategory(@Nullable String value) {
            return set(TaskField.ERROR_CATEGORY, value);
        }

        public Builder questions(int value) {
            return set(TaskField.POLLS, value);
        }

        public Builder unansweredQuestions(int value) {
            return set(TaskField.UNANSWERED_POLLS, value);
        }

        public Builder attempts(int value) {
            return set(TaskField.ATTEMPTS, value);
        }

        public Builder lateBy(@Nullable String value) {
            return set(TaskField.LATE_BY, value);
        }

        /** Whether the facts have the URL of the video. It is not stored with a task. */
        public Builder videoUrlInJson(boolean value) {
            this.videoUrlInJson = value;
            return this;
        }

        /**
         * Sets the value of a field. For stores.
         *
         * @throws ClassCastException if it is not of the field's type
         */
        public Builder set(TaskField field, @Nullable Object value) {
            if (value == null) {
                values.remove(field);
            } else {
                values.put(field, field.type().cast(value));
            }
            return this;
        }

        /** Takes a part of another task. */
        Builder with(TaskField.Part part, VideoTask other) {
            part.fields().forEach(field -> set(field, other.value(field)));
            return this;
        }

        public VideoTask build() {
            return new VideoTask(this);
        }
    }
}
