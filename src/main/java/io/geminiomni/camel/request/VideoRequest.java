package io.geminiomni.camel.request;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request for one video, with the fields of the gateway's create call.
 *
 * <p>It is immutable and unchecked: {@link VideoRequestReader} checks and normalises it before it is sent. A field that is not set
 * is {@code null} or an empty list, and is not in the JSON.
 */
public final class VideoRequest {
    /** The standard model, which is the default. */
    public static final String DEFAULT_MODEL = "Gemini-Omini";

    private static final String NOT_STORED = "Not a stored video request: ";

    /** The values that are set: texts, whole numbers and lists of texts. */
    private final Map<RequestField, Object> values;

    private VideoRequest(Map<RequestField, Object> values) {
        this.values = new EnumMap<>(values);
    }

    public static Builder builder() {
        return new Builder(new EnumMap<>(RequestField.class));
    }

    public Builder toBuilder() {
        return new Builder(new EnumMap<>(values));
    }

    /** The model; {@value #DEFAULT_MODEL} if it is not set. */
    public String model() {
        return String.valueOf(value(RequestField.MODEL));
    }

    /** What the video shows; empty if it is not set. */
    public String prompt() {
        return String.valueOf(value(RequestField.PROMPT));
    }

    /** The length of the video in seconds: 4, 6, 8 or 10 where it is valid. */
    public @Nullable Integer duration() {
        return (Integer) value(RequestField.DURATION);
    }

    /** {@code 720p}, {@code 1080p} or {@code 4k} where it is valid. */
    public @Nullable String resolution() {
        return (String) value(RequestField.RESOLUTION);
    }

    /** {@code W:H}, such as {@code 16:9}. */
    public @Nullable String aspectRatio() {
        return (String) value(RequestField.ASPECT_RATIO);
    }

    /** {@code landscape} or {@code portrait} where it is valid. */
    public @Nullable String orientation() {
        return (String) value(RequestField.ORIENTATION);
    }

    public List<String> imageUrls() {
        return urls(RequestField.IMAGE_URLS);
    }

    public List<String> videoUrls() {
        return urls(RequestField.VIDEO_URLS);
    }

    /** {@code frame} or {@code reference} where it is valid. */
    public @Nullable String generationType() {
        return (String) value(RequestField.GENERATION_TYPE);
    }

    /** The value that the accessor of the field returns. */
    @Nullable Object value(RequestField field) {
        return values.getOrDefault(field, field.whenUnset());
    }

    /** The value if it is set: a field that is not set has the value of the endpoint's option. */
    @Nullable Object setValue(RequestField field) {
        return values.get(field);
    }

    @SuppressWarnings("unchecked") // the builder sets no other type for these fields
    private List<String> urls(RequestField field) {
        return (List<String>) values.getOrDefault(field, List.of());
    }

    /**
     * The values that are not empty, under the contract's names: texts, whole numbers and lists of texts. As JSON they are the body
     * of the create call.
     */
    @JsonValue
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RequestField field : RequestField.SENT) {
            Object value = value(field);
            if (value != null && !"".equals(value) && !List.of().equals(value)) {
                fields.put(field.jsonName(), value);
            }
        }
        return fields;
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
     * The inverse of {@link #toJson()}, for stores. The rules of the contract are not checked.
     *
     * @throws IllegalArgumentException if the text is not what {@link #toJson()} writes: another name, type or field is an error
     */
    public static VideoRequest fromJson(String json) {
        JsonNode root;
        try {
            root = StrictJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(NOT_STORED + "the text is not JSON", e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(NOT_STORED + "expected a JSON object, found " + root.getNodeType());
        }
        Builder builder = builder();
        root.properties().forEach(entry -> builder.setStored(entry.getKey(), entry.getValue()));
        return builder.build();
    }

    /** The request in the JSON of a task. A field that is missing or of another type is not set. */
    public static VideoRequest describedBy(JsonNode facts) {
        Builder builder = builder();
        for (RequestField field : RequestField.SENT) {
            builder.set(field, field.type().read(facts.path(field.jsonName())));
        }
        return builder.build();
    }

    /**
     * The SHA-256 hash of the values, in hexadecimal. It is the same for equal requests in every JVM and version, so that it can be
     * stored.
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof VideoRequest that && allValues().equals(that.allValues()));
    }

    @Override
    public int hashCode() {
        return allValues().hashCode();
    }

    private List<@Nullable Object> allValues() {
        List<@Nullable Object> all = new ArrayList<>();
        RequestField.SENT.forEach(field -> all.add(value(field)));
        return all;
    }

    /** For logs: with at most {@value SafeText#MAX_TEXT} characters of the prompt, and URLs without their queries. */
    @Override
    public String toString() {
        return RequestField.SENT.stream()
                .filter(field -> value(field) != null && !List.of().equals(value(field)))
                .map(field -> field.camelName() + "=" + shown(value(field)))
                .collect(Collectors.joining(", ", "VideoRequest[", "]"));
    }

    private static String shown(@Nullable Object value) {
        return value instanceof List<?> urls
                ? urls.stream()
                        .map(url -> SafeText.url(Objects.toString(url)))
                        .toList()
                        .toString()
                : SafeText.text(String.valueOf(value));
    }

    /** Builds a request of any values. They are checked when an endpoint reads the request. */
    public static final class Builder {
        private final Map<RequestField, Object> values;

        private Builder(Map<RequestField, Object> values) {
            this.values = values;
        }

        public Builder model(@Nullable String value) {
            return set(RequestField.MODEL, value);
        }

        public Builder prompt(@Nullable String value) {
            return set(RequestField.PROMPT, value);
        }

        /** Seconds. */
        public Builder duration(@Nullable Integer value) {
            return set(RequestField.DURATION, value);
        }

        public Builder resolution(@Nullable String value) {
            return set(RequestField.RESOLUTION, value);
        }

        public Builder aspectRatio(@Nullable String value) {
            return set(RequestField.ASPECT_RATIO, value);
        }

        public Builder orientation(@Nullable String value) {
            return set(RequestField.ORIENTATION, value);
        }

        public Builder imageUrls(List<String> value) {
            return set(RequestField.IMAGE_URLS, value);
        }

        public Builder imageUrls(String... value) {
            return imageUrls(Arrays.asList(value));
        }

        public Builder videoUrls(List<String> value) {
            return set(RequestField.VIDEO_URLS, value);
        }

        public Builder videoUrls(String... value) {
            return videoUrls(Arrays.asList(value));
        }

        public Builder generationType(@Nullable String value) {
            return set(RequestField.GENERATION_TYPE, value);
        }

        /** An empty list is not set. The reader reports null entries of a list. */
        Builder set(RequestField field, @Nullable Object value) {
            if (value == null || List.of().equals(value)) {
                values.remove(field);
            } else {
                values.put(
                        field,
                        value instanceof List<?> list ? Collections.unmodifiableList(new ArrayList<>(list)) : value);
            }
            return this;
        }

        private void setStored(String name, JsonNode value) {
            RequestField field = RequestField.SENT.stream()
                    .filter(each -> each.jsonName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unexpected(name, "is no field of it"));
            Object read = field.type().read(value);
            if (read == null) {
                throw unexpected(name, "should be " + field.type().expected());
            }
            set(field, read);
        }

        private static IllegalArgumentException unexpected(String name, String why) {
            return new IllegalArgumentException(NOT_STORED + "it has '" + SafeText.text(name) + "', which " + why);
        }

        public VideoRequest build() {
            return new VideoRequest(values);
        }
    }
}
