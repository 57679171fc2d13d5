package io.geminiomni.camel.task;

import com.fasterxml.jackson.annotation.JsonValue;
import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record of a request, from the intent to send it until its video is delivered: what was submitted, what was observed, and how
 * often it was polled and emitted (see {@link TaskField}). It is immutable. A {@link VideoTaskRepository} keeps the present one.
 *
 * <p>Its JSON has its facts under the gateway's names, with times as ISO-8601 text. Its {@code toString} has no prompt and no URL.
 *
 * <p>It has only values that every store can keep, so that every answer of the gateway can be recorded: in text of the gateway,
 * characters that databases reject are replaced by U+FFFD, and long text is cut. Times are in microseconds, and a time outside
 * the years 1 to 9999 is not known.
 */
public final class VideoTask {
    /** The {@linkplain #errorCategory category} of a task that was given up: it may still succeed at the gateway. */
    public static final String ABANDONED = "abandoned";

    private static final TaskField[] FIELDS = TaskField.values();

    /** The fields with another value than their usual one, a bit for each. */
    private final int present;

    /** Their values, in the order of the fields. A store in memory has many tasks. */
    private final Object[] values;

    private final boolean videoUrlInJson;

    private VideoTask(Builder builder) {
        Object[] kept = new Object[FIELDS.length];
        int bits = 0;
        int count = 0;
        for (TaskField field : FIELDS) {
            Object value = field.kept(builder.values.get(field));
            if (value != null && !value.equals(field.usual())) {
                bits |= field.bit();
                kept[count++] = value;
            }
        }
        this.present = bits;
        this.values = Arrays.copyOf(kept, count);
        this.videoUrlInJson = builder.videoUrlInJson;
    }

    /** The channel, whose producers submit the task and whose consumers emit it. */
    public String channel() {
        return required(TaskField.CHANNEL, String.class);
    }

    /** The idempotency key, unique in the channel; 1 to 255 characters. */
    public String key() {
        return required(TaskField.KEY, String.class);
    }

    /** The hash of the normalised request, by which two requests with one key are distinguished. */
    public String fingerprint() {
        return required(TaskField.FINGERPRINT, String.class);
    }

    /** The base URL where the request was sent and the task is polled. */
    public String baseUrl() {
        return required(TaskField.BASE_URL, String.class);
    }

    /** A short hash of the API key that paid for the task. */
    public String account() {
        return required(TaskField.ACCOUNT, String.class);
    }

    /** The request as it was sent. */
    public VideoRequest request() {
        return required(TaskField.REQUEST, VideoRequest.class);
    }

    /** Headers of the submitting exchange that are set on the exchange of the video: text, numbers, booleans, instants. */
    @SuppressWarnings("unchecked") // the builder sets no other type
    public Map<String, Object> correlationHeaders() {
        return TraceContext.without(required(TaskField.CORRELATION_HEADERS, Map.class));
    }

    /** The trace context of the submitting exchange, or {@code null}. */
    @SuppressWarnings("unchecked") // the builder sets no other type
    public @Nullable TraceContext traceContext() {
        Map<String, Object> all = required(TaskField.CORRELATION_HEADERS, Map.class);
        return TraceContext.storedIn(all).orElse(null);
    }

    /** When the latest attempt to submit the request began, by the repository's clock. */
    public Instant submittedAt() {
        return required(TaskField.SUBMITTED_AT, Instant.class);
    }

    /** What the latest attempt cost, in the unit of the price list of its day; {@code null} if its price is unknown. */
    public @Nullable BigDecimal cost() {
        return (BigDecimal) value(TaskField.COST);
    }

    public TaskState state() {
        return required(TaskField.STATE, TaskState.class);
    }

    /** The gateway's id of the task, or {@code null}. */
    public @Nullable String taskId() {
        return text(TaskField.TASK_ID);
    }

    /** The last status as the gateway returned it, or {@code null} before the first answer. */
    public @Nullable String status() {
        return text(TaskField.STATUS);
    }

    /** Percent, 0 to 100; 0 for a failed task. */
    public int progress() {
        return count(TaskField.PROGRESS);
    }

    /** The model that the gateway returned, or {@code null}. */
    public @Nullable String model() {
        return text(TaskField.MODEL);
    }

    /** When the gateway created the task, or {@code null}. */
    public @Nullable Instant createdAt() {
        return time(TaskField.CREATED_AT);
    }

    /** When the task ended, by the gateway or else by the answer that showed it, or {@code null}. */
    public @Nullable Instant completedAt() {
        return time(TaskField.COMPLETED_AT);
    }

    /** The URL of the finished video, or {@code null}. It gives access to the video, and is a secret. */
    public @Nullable String videoUrl() {
        return text(TaskField.VIDEO_URL);
    }

    /** When the gateway deletes the video: three days after the task was completed. */
    public @Nullable Instant videoUrlExpires() {
        return time(TaskField.VIDEO_URL_EXPIRES);
    }

    /** Why the task failed, was rejected, is unknown or was parked, or {@code null}. */
    public @Nullable String errorMessage() {
        return text(TaskField.ERROR_MESSAGE);
    }

    /**
     * What the balance says about the request, if its outcome is unknown and the component reads the balance; else {@code null}. The
     * {@link #errorMessage} begins with it.
     */
    public @Nullable Evidence evidence() {
        return state() == TaskState.UNKNOWN ? Evidence.in(errorMessage()).orElse(null) : null;
    }

    /** The kind of failure, such as {@code abandoned}, or {@code null}. */
    public @Nullable String errorCategory() {
        return text(TaskField.ERROR_CATEGORY);
    }

    /** How often the task was polled. */
    public int polls() {
        return count(TaskField.POLLS);
    }

    /** How many of the last polls in a row had no usable answer. */
    public int unansweredPolls() {
        return count(TaskField.UNANSWERED_POLLS);
    }

    /** How often the video was emitted. */
    public int attempts() {
        return count(TaskField.ATTEMPTS);
    }

    /** Whether the task exceeded a time-out of its consumer. It is still polled and emitted. */
    public boolean late() {
        return lateBy() != null;
    }

    /** The option whose time was exceeded, such as {@code taskTimeout}, or {@code null}. */
    public @Nullable String lateBy() {
        return text(TaskField.LATE_BY);
    }

    /** The value of a field, of its type; {@code null} if it is not known. For stores. */
    public @Nullable Object value(TaskField field) {
        int bit = field.bit();
        return (present & bit) == 0 ? field.usual() : values[Integer.bitCount(present & (bit - 1))];
    }

    private <T> T required(TaskField field, Class<T> type) {
        return type.cast(Objects.requireNonNull(value(field), field.name()));
    }

    private @Nullable String text(TaskField field) {
        return (String) value(field);
    }

    private @Nullable Instant time(TaskField field) {
        return (Instant) value(field);
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
        for (TaskField field : FIELDS) {
            builder.set(field, value(field));
        }
        return builder.videoUrlInJson(videoUrlInJson);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * The facts that are known, under the gateway's names. Times are ISO-8601 text. The URL of the video, which is a secret, is
     * included only if {@link Builder#videoUrlInJson} is set.
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

        public Builder cost(@Nullable BigDecimal value) {
            return set(TaskField.COST, value);
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

        public Builder polls(int value) {
            return set(TaskField.POLLS, value);
        }

        public Builder unansweredPolls(int value) {
            return set(TaskField.UNANSWERED_POLLS, value);
        }

        public Builder attempts(int value) {
            return set(TaskField.ATTEMPTS, value);
        }

        public Builder lateBy(@Nullable String value) {
            return set(TaskField.LATE_BY, value);
        }

        /** Whether the facts include the URL of the video. This is not stored. */
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

        /** Copies a part of another task. */
        Builder with(TaskField.Part part, VideoTask other) {
            part.fields().forEach(field -> set(field, other.value(field)));
            return this;
        }

        public VideoTask build() {
            return new VideoTask(this);
        }
    }
}
