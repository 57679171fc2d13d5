package io.geminiomni.camel.media;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a video file is, by its own bytes. Its pictures are not decoded: the duration and the size are those that the file states.
 *
 * @param duration as the MP4 file states it, or the sum of its fragments; {@code null} if it is not known
 * @param width in pixels, as it is to be shown; {@code null} if it is not known
 * @param height in pixels, as it is to be shown; {@code null} if it is not known
 * @param sha256 the SHA-256 hash of all bytes, in 64 hexadecimal digits
 * @param bytes how many bytes it has
 * @param defect why it is not a whole MP4 file with a video; {@code null} if it is one
 */
public record MeasuredVideo(
        @Nullable Duration duration,
        @Nullable Integer width,
        @Nullable Integer height,
        String sha256,
        long bytes,
        @Nullable String defect) {
    private static final int DECIMALS = 3;

    /** The duration in seconds, rounded to milliseconds; {@code null} if it is not known. */
    public @Nullable BigDecimal seconds() {
        return duration == null ? null : seconds(duration).setScale(DECIMALS, RoundingMode.HALF_UP);
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    /** The content of its JSON: what is known, with the duration in seconds. */
    @JsonValue
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        put(facts, "duration", seconds());
        put(facts, "width", width);
        put(facts, "height", height);
        put(facts, "sha256", sha256);
        put(facts, "bytes", bytes);
        put(facts, "defect", defect);
        return facts;
    }

    private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }

    /** For logs and histories, such as {@code 6.000 s, 1280x720, 52812 bytes, SHA-256 9f86d0...}. */
    @Override
    public String toString() {
        return (duration == null ? "unknown duration" : seconds() + " s")
                + (width == null || height == null
                        ? ", unknown size"
                        : String.format(Locale.ROOT, ", %dx%d", width, height))
                + ", " + bytes + " bytes, SHA-256 " + sha256;
    }
}
