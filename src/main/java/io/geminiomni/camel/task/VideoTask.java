package io.geminiomni.camel.task;

import com.fasterxml.jackson.annotation.JsonValue;
import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final int MAX_NAME = 256;
    private static final int MAX_URL = 32_768;
    private static final int MAX_MESSAGE = 4_000;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final String channel;
    private final String key;
    private final String fingerprint;
    private final String baseUrl;
    private final String account;
    private final VideoRequest request;
    private final Map<String, Object> correlationHeaders;
    private final Instant submittedAt;
    private final TaskState state;
    private final @Nullable String taskId;
    private final @Nullable String status;
    private final int progress;
    private final @Nullable String model;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant completedAt;
    private final @Nullable String videoUrl;
    private final @Nullable Instant videoUrlExpires;
    private final @Nullable String errorMessage;
    private final @Nullable String errorCategory;
    private final int questions;
    private final int unansweredQuestions;
    private final int attempts;
    private final @Nullable String lateBy;
    private final boolean videoUrlInJson;

    private VideoTask(Builder builder) {
        this.channel = Objects.requireNonNull(builder.channel, "channel");
        this.key = Objects.requireNonNull(builder.key, "key");
        this.fingerprint = Objects.requireNonNull(builder.fingerprint, "fingerprint");
        this.baseUrl = Objects.requireNonNull(builder.baseUrl, "baseUrl");
        this.account = Objects.requireNonNull(builder.account, "account");
        this.request = Objects.requireNonNull(builder.request, "request");
        this.submittedAt =
                Objects.requireNonNull(builder.submittedAt, "submittedAt").truncatedTo(ChronoUnit.MICROS);
        this.state = Objects.requireNonNull(builder.state, "state");
        this.correlationHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(builder.correlationHeaders));
        this.taskId = StorableText.clean(builder.taskId, MAX_NAME);
        this.status = StorableText.clean(builder.status, MAX_NAME);
        this.progress = builder.progress;
        this.model = StorableText.clean(builder.model, MAX_NAME);
        this.createdAt = storable(builder.createdAt);
        this.completedAt = storable(builder.completedAt);
        this.videoUrl = StorableText.clean(builder.videoUrl, MAX_URL);
        this.videoUrlExpires = storable(builder.videoUrlExpires);
        this.errorMessage = StorableText.clean(builder.errorMessage, MAX_MESSAGE);
        this.errorCategory = StorableText.clean(builder.errorCategory, MAX_NAME);
        this.questions = builder.questions;
        this.unansweredQuestions = builder.unansweredQuestions;
        this.attempts = builder.attempts;
        this.lateBy = builder.lateBy;
        this.videoUrlInJson = builder.videoUrlInJson;
    }

    private static @Nullable Instant storable(@Nullable Instant time) {
        return time == null || time.isBefore(EARLIEST) || time.isAfter(LATEST)
                ? null
                : time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The channel whose producers submit it and whose consumers emit it. */
    public String channel() {
        return channel;
    }

    /** The idempotency key, unique in its channel; 1 to 255 characters. */
    public String key() {
        return key;
    }

    /** What tells two requests under one key apart: the hash of the normalised request. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The base URL that the request went to, and at which its task is asked for. */
    public String baseUrl() {
        return baseUrl;
    }

    /** A short hash of the API key that paid for it. */
    public String account() {
        return account;
    }

    /** The request, as it was sent. */
    public VideoRequest request() {
        return request;
    }

    /** Headers of the submitting exchange that go back on the video's exchange: text, numbers, booleans, instants. */
    public Map<String, Object> correlationHeaders() {
        return correlationHeaders;
    }

    /** When the latest attempt to submit it began, by the repository's clock. */
    public Instant submittedAt() {
        return submittedAt;
    }

    public TaskState state() {
        return state;
    }

    /** The gateway's id, or {@code null} where none is known. */
    public @Nullable String taskId() {
        return taskId;
    }

    /** The gateway's last status in its own word, or {@code null} before there was an answer. */
    public @Nullable String status() {
        return status;
    }

    /** Percent, 0 to 100; 0 for a failed task. */
    public int progress() {
        return progress;
    }

    /** The model that the gateway named, or {@code null}. */
    public @Nullable String model() {
        return model;
    }

    /** When the gateway says that it created the task, or {@code null}. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** When the gateway says that the task came to its end, or when we saw it, or {@code null}. */
    public @Nullable Instant completedAt() {
        return completedAt;
    }

    /** Where the finished video is, or {@code null}. Whoever has this URL has the video: treat it as a secret. */
    public @Nullable String videoUrl() {
        return videoUrl;
    }

    /** When the gateway drops the video: three days after it was completed. */
    public @Nullable Instant videoUrlExpires() {
        return videoUrlExpires;
    }

    /** Why it failed, was refused, is unknown or was parked, or {@code null}. */
    public @Nullable String errorMessage() {
        return errorMessage;
    }

    /** The kind of failure, such as {@code abandoned}, or {@code null}. */
    public @Nullable String errorCategory() {
        return errorCategory;
    }

    /** How often the gateway was asked for it. */
    public int questions() {
        return questions;
    }

    /** How many of the latest questions in a row had no usable answer. */
    public int unansweredQuestions() {
        return unansweredQuestions;
    }

    /** How often its video was emitted. */
    public int attempts() {
        return attempts;
    }

    /** Whether it took longer than its consumer's time-outs allow. It is still asked for and still emitted. */
    public boolean late() {
        return lateBy != null;
    }

    /** The option whose time it exceeded, such as {@code taskTimeout}, or {@code null}. */
    public @Nullable String lateBy() {
        return lateBy;
    }

    /**
     * Starts a copy in another state.
     *
     * @throws IllegalStateException if {@link TaskState#canBecome} forbids it
     */
    public Builder become(TaskState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException(this + " cannot become " + next);
        }
        return toBuilder().state(next);
    }

    /** This record, SUBMITTING for too long, with its outcome given up. */
    public VideoTask swept(Duration submitTimeout) {
        return become(TaskState.UNKNOWN)
                .errorMessage(
                        "No outcome was recorded within " + submitTimeout
                                + " of the attempt: whoever submitted it stopped or was cut off, and the gateway may have accepted it")
                .build();
    }

    /**
     * This record of an unknown outcome, after an operator found that the gateway made that task of it.
     *
     * @throws IllegalStateException if its outcome is not unknown
     */
    public VideoTask resolvedAsTask(String foundTaskId) {
        return resolve(new Outcome.Accepted(foundTaskId, null, null, submittedAt));
    }

    /**
     * This record of an unknown outcome, after an operator found that the gateway made nothing of it.
     *
     * @throws IllegalStateException if its outcome is not unknown
     */
    public VideoTask resolvedAsNotSubmitted() {
        return resolve(new Outcome.NotAccepted("Resolved by an operator as never submitted"));
    }

    /** Why no record can be resolved as a task that another record has. */
    public static IllegalStateException alreadyKnown(VideoTask present) {
        return new IllegalStateException("The channel has that task already: " + present
                + ". Look for another task with the gateway, or resolve the key as not submitted if there is none");
    }

    private VideoTask resolve(Outcome found) {
        if (state != TaskState.UNKNOWN) {
            throw new IllegalStateException("There is nothing to resolve: " + this + " is not UNKNOWN");
        }
        return found.appliedTo(this, submittedAt);
    }

    /** This parked task, to be emitted if its video is known, else to be asked for, with its attempts counted from zero. */
    public VideoTask unparked() {
        return become(videoUrl == null ? TaskState.WAITING : TaskState.COMPLETED)
                .attempts(0)
                .build();
    }

    public Builder toBuilder() {
        return new Builder(this);
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
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("task_id", taskId);
        facts.put("channel", channel);
        facts.put("key", key);
        facts.put("state", state.name());
        facts.put("status", status);
        facts.put("progress", progress);
        facts.put("model", model == null ? request.model() : model);
        facts.put("prompt", request.prompt());
        facts.put("duration", request.duration());
        facts.put("resolution", request.resolution());
        facts.put("aspect_ratio", request.aspectRatio());
        facts.put("orientation", request.orientation());
        facts.put("image_urls", request.imageUrls());
        facts.put("video_urls", request.videoUrls());
        facts.put("generation_type", request.generationType());
        facts.put("created_at", text(createdAt));
        facts.put("completed_at", text(completedAt));
        facts.put("video_url", videoUrlInJson ? videoUrl : null);
        facts.put("video_url_expires", text(videoUrlExpires));
        facts.put("error_message", errorMessage);
        facts.put("error_category", errorCategory);
        facts.put("attempts", attempts);
        facts.put("late", lateBy);
        facts.put("correlation_headers", correlationHeaders.isEmpty() ? null : textual(correlationHeaders));
        facts.values()
                .removeIf(
                        value -> value == null || "".equals(value) || List.of().equals(value));
        return facts;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static Map<String, Object> textual(Map<String, Object> headers) {
        Map<String, Object> result = new LinkedHashMap<>();
        headers.forEach(
                (name, value) -> result.put(name, value instanceof Instant instant ? instant.toString() : value));
        return result;
    }

    @Override
    public String toString() {
        return "VideoTask[" + state + ", channel=" + channel + ", key=" + key + ", taskId=" + taskId + ", status="
                + status + ", progress=" + progress + "]";
    }

    /** Builds a {@link VideoTask}; {@code build()} refuses one that lacks anything which every task has. */
    public static final class Builder {
        private @Nullable String channel;
        private @Nullable String key;
        private @Nullable String fingerprint;
        private @Nullable String baseUrl;
        private @Nullable String account;
        private @Nullable VideoRequest request;
        private Map<String, Object> correlationHeaders = Map.of();
        private @Nullable Instant submittedAt;
        private @Nullable TaskState state;
        private @Nullable String taskId;
        private @Nullable String status;
        private int progress;
        private @Nullable String model;
        private @Nullable Instant createdAt;
        private @Nullable Instant completedAt;
        private @Nullable String videoUrl;
        private @Nullable Instant videoUrlExpires;
        private @Nullable String errorMessage;
        private @Nullable String errorCategory;
        private int questions;
        private int unansweredQuestions;
        private int attempts;
        private @Nullable String lateBy;
        private boolean videoUrlInJson;

        private Builder() {}

        private Builder(VideoTask task) {
            this.channel = task.channel;
            this.key = task.key;
            this.fingerprint = task.fingerprint;
            this.baseUrl = task.baseUrl;
            this.account = task.account;
            this.request = task.request;
            this.correlationHeaders = task.correlationHeaders;
            this.submittedAt = task.submittedAt;
            this.state = task.state;
            this.taskId = task.taskId;
            this.status = task.status;
            this.progress = task.progress;
            this.model = task.model;
            this.createdAt = task.createdAt;
            this.completedAt = task.completedAt;
            this.videoUrl = task.videoUrl;
            this.videoUrlExpires = task.videoUrlExpires;
            this.errorMessage = task.errorMessage;
            this.errorCategory = task.errorCategory;
            this.questions = task.questions;
            this.unansweredQuestions = task.unansweredQuestions;
            this.attempts = task.attempts;
            this.lateBy = task.lateBy;
            this.videoUrlInJson = task.videoUrlInJson;
        }

        public Builder channel(String value) {
            this.channel = value;
            return this;
        }

        public Builder key(String value) {
            this.key = value;
            return this;
        }

        public Builder fingerprint(String value) {
            this.fingerprint = value;
            return this;
        }

        public Builder baseUrl(String value) {
            this.baseUrl = value;
            return this;
        }

        public Builder account(String value) {
            this.account = value;
            return this;
        }

        public Builder request(VideoRequest value) {
            this.request = value;
            return this;
        }

        public Builder correlationHeaders(Map<String, Object> value) {
            this.correlationHeaders = value;
            return this;
        }

        public Builder submittedAt(Instant value) {
            this.submittedAt = value;
            return this;
        }

        public Builder state(TaskState value) {
            this.state = value;
            return this;
        }

        public Builder taskId(@Nullable String value) {
            this.taskId = value;
            return this;
        }

        public Builder status(@Nullable String value) {
            this.status = value;
            return this;
        }

        public Builder progress(int value) {
            this.progress = value;
            return this;
        }

        public Builder model(@Nullable String value) {
            this.model = value;
            return this;
        }

        public Builder createdAt(@Nullable Instant value) {
            this.createdAt = value;
            return this;
        }

        public Builder completedAt(@Nullable Instant value) {
            this.completedAt = value;
            return this;
        }

        public Builder videoUrl(@Nullable String value) {
            this.videoUrl = value;
            return this;
        }

        public Builder videoUrlExpires(@Nullable Instant value) {
            this.videoUrlExpires = value;
            return this;
        }

        public Builder errorMessage(@Nullable String value) {
            this.errorMessage = value;
            return this;
        }

        public Builder errorCategory(@Nullable String value) {
            this.errorCategory = value;
            return this;
        }

        public Builder questions(int value) {
            this.questions = value;
            return this;
        }

        public Builder unansweredQuestions(int value) {
            this.unansweredQuestions = value;
            return this;
        }

        public Builder attempts(int value) {
            this.attempts = value;
            return this;
        }

        public Builder lateBy(@Nullable String value) {
            this.lateBy = value;
            return this;
        }

        /** Whether the facts have the URL of the video. It is not stored with a task. */
        public Builder videoUrlInJson(boolean value) {
            this.videoUrlInJson = value;
            return this;
        }

        public VideoTask build() {
            return new VideoTask(this);
        }
    }
}
