package io.geminiomni.camel.request;

import java.util.Locale;

/** The fields of a create request, under the three spellings in which a route author may write them. */
public enum RequestField {
    PROMPT("prompt"),
    MODEL("model"),
    DURATION("duration"),
    RESOLUTION("resolution"),
    ASPECT_RATIO("aspect_ratio"),
    ORIENTATION("orientation"),
    IMAGE_URLS("image_urls"),
    /** The contract's compatibility name for {@link #IMAGE_URLS}: in JSON and maps only, never a header or an option. */
    IMAGES("images"),
    VIDEO_URLS("video_urls"),
    GENERATION_TYPE("generation_type");

    private static final String HEADER_PREFIX = "CamelGeminiOmni";

    private final String jsonName;
    private final String camelName;

    RequestField(String jsonName) {
        this.jsonName = jsonName;
        this.camelName = toCamelCase(jsonName);
    }

    /** The contract's spelling, such as {@code aspect_ratio}. */
    public String jsonName() {
        return jsonName;
    }

    /** The spelling of endpoint options, such as {@code aspectRatio}. */
    public String camelName() {
        return camelName;
    }

    /** The message header, such as {@code CamelGeminiOmniAspectRatio}. */
    public String headerName() {
        return HEADER_PREFIX + camelName.substring(0, 1).toUpperCase(Locale.ROOT) + camelName.substring(1);
    }

    /** Whether the field may also come from a header or an endpoint option. */
    boolean hasHeader() {
        return this != IMAGES;
    }

    private static String toCamelCase(String snake) {
        StringBuilder camel = new StringBuilder();
        for (String word : snake.split("_", -1)) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
