package io.geminiomni.camel.request;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The video that a request asks for, with the contract's values for what it does not say. What the contract does not determine is
 * {@code null}: the duration of a video that is made of another one, and what a request of a model that is not in the contract
 * leaves out.
 *
 * @param lines the shorter side of a 16:9 picture, in pixels
 * @param shape the width and the height in any unit
 */
public record OrderedVideo(
        @Nullable Integer seconds,
        @Nullable Integer lines,
        @Nullable Shape shape) {
    private static final Map<String, Integer> LINES = Map.of("720p", 720, "1080p", 1080, "4k", 2160);
    private static final Pattern RATIO = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    /** The shape of a picture, as a ratio of two positive numbers. */
    public record Shape(int width, int height) {
        @Override
        public String toString() {
            return width + ":" + height;
        }
    }

    public static OrderedVideo of(VideoRequest request) {
        BilledValues billed = BilledValues.of(request);
        String resolution = Objects.requireNonNullElse(billed.resolution(), "");
        return new OrderedVideo(billed.duration(), LINES.get(resolution), shape(request));
    }

    private static @Nullable Shape shape(VideoRequest request) {
        String ratio = Objects.requireNonNullElse(request.aspectRatio(), "");
        String orientation = Objects.requireNonNullElse(request.orientation(), "");
        Matcher matcher = RATIO.matcher(
                ratio.isEmpty() ? RequestRules.RATIO_OF_ORIENTATION.getOrDefault(orientation, "") : ratio);
        if (!matcher.matches()) {
            return null;
        }
        Shape shape = new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        return shape.width() > 0 && shape.height() > 0 ? shape : null;
    }
}
