package io.geminiomni.camel.delivery;

import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.request.OrderedVideo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a video with what was asked for. What is not known of either is not compared.
 *
 * <p>The contract says what a resolution is for 16:9 only. In another shape a picture may be as high as one in 16:9, or as wide, or
 * anything in between.
 */
final class VideoComparison {
    /** Encoders add or leave out a few pictures, and sound may be a little longer than the pictures. */
    private static final BigDecimal SECONDS_TOLERANCE = new BigDecimal("0.5");

    /** Encoders round the sides of pictures to multiples of 16 pixels, as in 1920x1088. */
    private static final int PIXELS_TOLERANCE = 16;

    private static final double SHAPE_TOLERANCE = 0.03;
    private static final double WIDE = 16.0 / 9;

    private VideoComparison() {}

    /** What is different, with both figures; null if nothing is. */
    static @Nullable String difference(OrderedVideo ordered, MeasuredVideo measured) {
        List<String> differences = new ArrayList<>();
        if (measured.defect() != null) {
            differences.add("it is " + measured.defect());
        }
        Integer seconds = ordered.seconds();
        BigDecimal actual = measured.seconds();
        if (seconds != null
                && actual != null
                && actual.subtract(BigDecimal.valueOf(seconds)).abs().compareTo(SECONDS_TOLERANCE) > 0) {
            differences.add("it has " + actual + " s, but " + seconds + " s were asked for");
        }
        Integer width = measured.width();
        Integer height = measured.height();
        if (width != null && height != null && !(hasShape(ordered, width, height) && hasSize(ordered, width, height))) {
            differences.add("it has " + width + "x" + height + " pixels, but " + size(ordered) + " was asked for");
        }
        return differences.isEmpty() ? null : String.join("; ", differences);
    }

    private static boolean hasShape(OrderedVideo ordered, int width, int height) {
        OrderedVideo.Shape shape = ordered.shape();
        if (shape == null) {
            return true;
        }
        double wanted = (double) shape.width() / shape.height();
        double actual = (double) width / height;
        return Math.abs(actual / wanted - 1) <= SHAPE_TOLERANCE
                || (wanted >= 1
                        ? Math.abs(width / wanted - height) <= PIXELS_TOLERANCE && width >= height
                        : Math.abs(height * wanted - width) <= PIXELS_TOLERANCE && width <= height);
    }

    private static boolean hasSize(OrderedVideo ordered, int width, int height) {
        Integer lines = ordered.lines();
        if (lines == null) {
            return true;
        }
        int shorter = Math.min(width, height);
        double asWide = lines * WIDE * shorter / Math.max(width, height);
        return shorter >= Math.min(lines, asWide) - PIXELS_TOLERANCE
                && shorter <= Math.max(lines, asWide) + PIXELS_TOLERANCE;
    }

    private static String size(OrderedVideo ordered) {
        Integer lines = ordered.lines();
        OrderedVideo.Shape shape = ordered.shape();
        if (lines == null) {
            return String.valueOf(shape);
        }
        String resolution = lines + "p";
        return shape == null ? resolution : resolution + " in " + shape;
    }
}
