package io.geminiomni.camel.request;

import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's options say for requests that do not say themselves: text, as the route author wrote it.
 *
 * @param imageUrls URLs separated by white space
 * @param videoUrls URLs separated by white space
 */
public record RequestDefaults(
        String model,
        @Nullable String prompt,
        @Nullable String duration,
        @Nullable String resolution,
        @Nullable String aspectRatio,
        @Nullable String orientation,
        @Nullable String imageUrls,
        @Nullable String videoUrls,
        @Nullable String generationType) {

    /** The options of an endpoint that sets none of them. */
    public static final RequestDefaults NONE =
            new RequestDefaults(VideoRequest.DEFAULT_MODEL, null, null, null, null, null, null, null, null);

    @Nullable String get(RequestField field) {
        return switch (field) {
            case MODEL -> model;
            case PROMPT -> prompt;
            case DURATION -> duration;
            case RESOLUTION -> resolution;
            case ASPECT_RATIO -> aspectRatio;
            case ORIENTATION -> orientation;
            case IMAGE_URLS -> imageUrls;
            case VIDEO_URLS -> videoUrls;
            case GENERATION_TYPE -> generationType;
            case IMAGES -> null;
        };
    }
}
