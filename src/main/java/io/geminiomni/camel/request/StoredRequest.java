package io.geminiomni.camel.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads back what {@link VideoRequest#toJson()} wrote, and nothing else: a store that holds anything else is damaged. */
final class StoredRequest {
    private static final String NOT_STORED = "Not a stored video request: ";

    private StoredRequest() {}

    static VideoRequest read(String json) {
        JsonNode root;
        try {
            root = StrictJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(NOT_STORED + "the text is not JSON", e);
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(NOT_STORED + "expected a JSON object, found " + root.getNodeType());
        }
        VideoRequest.Builder builder = VideoRequest.builder();
        root.properties().forEach(field -> set(builder, field.getKey(), field.getValue()));
        return builder.build();
    }

    private static void set(VideoRequest.Builder builder, String name, JsonNode value) {
        switch (name) {
            case "model" -> builder.model(text(name, value));
            case "prompt" -> builder.prompt(text(name, value));
            case "duration" -> builder.duration(wholeNumber(name, value));
            case "resolution" -> builder.resolution(text(name, value));
            case "aspect_ratio" -> builder.aspectRatio(text(name, value));
            case "orientation" -> builder.orientation(text(name, value));
            case "image_urls" -> builder.imageUrls(texts(name, value));
            case "video_urls" -> builder.videoUrls(texts(name, value));
            case "generation_type" -> builder.generationType(text(name, value));
            default -> throw unexpected(name, "which is no field of it");
        }
    }

    /** An empty text is none, which is not written. */
    private static String text(String name, JsonNode value) {
        if (value.isTextual() && value.textValue().isEmpty()) {
            throw unexpected(name, "which should be left out when it is empty");
        }
        return entry(name, value);
    }

    private static String entry(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw unexpected(name, "which should be text");
        }
        return value.textValue();
    }

    private static int wholeNumber(String name, JsonNode value) {
        if (!value.isInt()) {
            throw unexpected(name, "which should be a whole number");
        }
        return value.intValue();
    }

    private static List<String> texts(String name, JsonNode value) {
        if (!value.isArray()) {
            throw unexpected(name, "which should be an array of text");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(entry -> texts.add(entry(name, entry)));
        return texts;
    }

    private static IllegalArgumentException unexpected(String name, String what) {
        return new IllegalArgumentException(NOT_STORED + "it has '" + SafeText.text(name) + "', " + what);
    }
}
