package io.geminiomni.camel.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for one video, in the terms of the gateway's create call.
 *
 * <p>An immutable value that checks nothing: {@link VideoRequestReader} checks and normalises it before it is sent.
 * What is unset is {@code null} or an empty list, and is left out of the JSON.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({
    "model",
    "prompt",
    "duration",
    "resolution",
    "aspect_ratio",
    "orientation",
    "image_urls",
    "video_urls",
    "generation_type"
})
public final class VideoRequest {
    /** The contract's name of the standard model, and the one that is used when nobody says. */
    public static final String DEFAULT_MODEL = "Gemini-Omini";

    private static final int SHOWN_PROMPT = 40;

    private final @Nullable String model;
    private final @Nullable String prompt;
    private final @Nullable Integer duration;
    private final @Nullable String resolution;
    private final @Nullable String aspectRatio;
    private final @Nullable String orientation;
    private final List<String> imageUrls;
    private final List<String> videoUrls;
    private final @Nullable String generationType;

    private VideoRequest(Builder builder) {
        model = builder.model;
        prompt = builder.prompt;
        duration = builder.duration;
        resolution = builder.resolution;
        aspectRatio = builder.aspectRatio;
        orientation = builder.orientation;
        imageUrls = builder.imageUrls;
        videoUrls = builder.videoUrls;
        generationType = builder.generationType;
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder()
                .model(model)
                .prompt(prompt)
                .duration(duration)
                .resolution(resolution)
                .aspectRatio(aspectRatio)
                .orientation(orientation)
                .imageUrls(imageUrls)
                .videoUrls(videoUrls)
                .generationType(generationType);
    }

    /** The model that makes the video; {@value #DEFAULT_MODEL} when none was set. */
    @JsonProperty("model")
    public String model() {
        return model == null ? DEFAULT_MODEL : model;
    }

    /** What the video is to show; empty when none was set. */
    @JsonProperty("prompt")
    public String prompt() {
        return prompt == null ? "" : prompt;
    }

    /** The length of the video in seconds: 4, 6, 8 or 10 where it is valid. */
    @JsonProperty("duration")
    public @Nullable Integer duration() {
        return duration;
    }

    /** {@code 720p}, {@code 1080p} or {@code 4k} where it is valid. */
    @JsonProperty("resolution")
    public @Nullable String resolution() {
        return resolution;
    }

    /** {@code W:H}, such as {@code 16:9}. */
    @JsonProperty("aspect_ratio")
    public @Nullable String aspectRatio() {
        return aspectRatio;
    }

    /** {@code landscape} or {@code portrait} where it is valid. */
    @JsonProperty("orientation")
    public @Nullable String orientation() {
        return orientation;
    }

    @JsonProperty("image_urls")
    public List<String> imageUrls() {
        return imageUrls;
    }

    @JsonProperty("video_urls")
    public List<String> videoUrls() {
        return videoUrls;
    }

    /** {@code frame} or {@code reference} where it is valid. */
    @JsonProperty("generation_type")
    public @Nullable String generationType() {
        return generationType;
    }

    /** The model as it was set, so that an unset one leaves room for an endpoint's. */
    @Nullable String statedModel() {
        return model;
    }

    /** The body of the create call. */
    public String toJson() {
        try {
            return StrictJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A video request cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The inverse of {@link #toJson()}, for stores: no other spelling, type or field is understood, and no rule of the
     * contract is checked.
     *
     * @throws IllegalArgumentException if the text is not what {@link #toJson()} writes
     */
    public static VideoRequest fromJson(String json) {
        return StoredRequest.read(json);
    }

    /**
     * SHA-256, in hexadecimal, of the values: the same for equal requests in every JVM and version, so that it may be
     * stored and compared.
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof VideoRequest that && values().equals(that.values()));
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<@Nullable Object> values() {
        return Arrays.asList(
                model(),
                prompt(),
                duration,
                resolution,
                aspectRatio,
                orientation,
                imageUrls,
                videoUrls,
                generationType);
    }

    /** For logs: at most {@value #SHOWN_PROMPT} characters of the prompt, and no URL's query. */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder("VideoRequest[model=")
                .append(SafeText.text(model()))
                .append(", prompt=")
                .append(SafeText.text(prompt(), SHOWN_PROMPT));
        append(shown, "duration", duration);
        append(shown, "resolution", resolution);
        append(shown, "aspectRatio", aspectRatio);
        append(shown, "orientation", orientation);
        append(shown, "imageUrls", imageUrls);
        append(shown, "videoUrls", videoUrls);
        append(shown, "generationType", generationType);
        return shown.append(']').toString();
    }

    private static void append(StringBuilder shown, String name, @Nullable Object value) {
        if (value != null) {
            shown.append(", ").append(name).append('=').append(SafeText.text(value.toString()));
        }
    }

    private static void append(StringBuilder shown, String name, List<String> urls) {
        if (!urls.isEmpty()) {
            shown.append(", ")
                    .append(name)
                    .append('=')
                    .append(urls.stream()
                            .map(url -> SafeText.url(Objects.toString(url)))
                            .collect(Collectors.joining(", ", "[", "]")));
        }
    }

    /** Takes any values; nothing is checked before the request is read by an endpoint. */
    public static final class Builder {
        private @Nullable String model;
        private @Nullable String prompt;
        private @Nullable Integer duration;
        private @Nullable String resolution;
        private @Nullable String aspectRatio;
        private @Nullable String orientation;
        private List<String> imageUrls = List.of();
        private List<String> videoUrls = List.of();
        private @Nullable String generationType;

        private Builder() {}

        public Builder model(@Nullable String value) {
            model = value;
            return this;
        }

        public Builder prompt(@Nullable String value) {
            prompt = value;
            return this;
        }

        /** Seconds. */
        public Builder duration(@Nullable Integer value) {
            duration = value;
            return this;
        }

        public Builder resolution(@Nullable String value) {
            resolution = value;
            return this;
        }

        public Builder aspectRatio(@Nullable String value) {
            aspectRatio = value;
            return this;
        }

        public Builder orientation(@Nullable String value) {
            orientation = value;
            return this;
        }

        public Builder imageUrls(List<String> value) {
            imageUrls = copy(value);
            return this;
        }

        public Builder imageUrls(String... value) {
            return imageUrls(Arrays.asList(value));
        }

        public Builder videoUrls(List<String> value) {
            videoUrls = copy(value);
            return this;
        }

        public Builder videoUrls(String... value) {
            return videoUrls(Arrays.asList(value));
        }

        public Builder generationType(@Nullable String value) {
            generationType = value;
            return this;
        }

        public VideoRequest build() {
            return new VideoRequest(this);
        }

        /** Unlike {@code List.copyOf}, keeps a null entry for the reader to complain about. */
        private static List<String> copy(List<String> urls) {
            return Collections.unmodifiableList(new ArrayList<>(urls));
        }
    }
}
