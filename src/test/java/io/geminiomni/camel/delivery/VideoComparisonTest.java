package io.geminiomni.camel.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.request.OrderedVideo;
import io.geminiomni.camel.request.OrderedVideo.Shape;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which videos are what was asked for. */
class VideoComparisonTest {
    @ParameterizedTest
    @CsvSource({"6000, true", "5500, true", "6500, true", "5499, false", "6501, false", "4000, false", "10000, false"})
    void aDurationMayBeHalfASecondOff(long millis, boolean fits) {
        OrderedVideo ordered = new OrderedVideo(6, null, null);

        String difference = VideoComparison.difference(ordered, video(Duration.ofMillis(millis), 1280, 720));

        assertThat(difference == null).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "720, 16:9, 1280, 720, true",
        "720, 16:9, 1280, 704, true",
        "720, 16:9, 1280, 718, true",
        "720, 16:9, 640, 360, false",
        "720, 16:9, 1920, 1080, false",
        "720, 16:9, 720, 1280, false",
        "720, 9:16, 720, 1280, true",
        "720, 9:16, 1280, 720, false",
        "720, 9:16, 720, 720, false",
        "1080, 16:9, 1920, 1088, true",
        "1080, 16:9, 1280, 720, false",
        "2160, 16:9, 3840, 2160, true",
        "2160, 16:9, 4096, 2304, false",
        "2160, 16:9, 2560, 1440, false",
        "720, 1:1, 720, 720, true",
        "720, 1:1, 960, 960, true",
        "720, 1:1, 1280, 1280, true",
        "720, 1:1, 640, 640, false",
        "720, 1:1, 1280, 720, false",
        "720, 4:3, 960, 720, true",
        "720, 4:3, 1280, 960, true",
        "720, 21:9, 1680, 720, true",
        "720, 21:9, 1280, 544, true",
        "720, 21:9, 1280, 720, false",
        "720, 21:9, 860, 368, false",
        "720, 1:9999, 1, 1280, true",
        "720, , 1280, 720, true",
        "720, , 720, 1280, true",
        "720, , 960, 960, true",
        "720, , 640, 360, false",
        ", 16:9, 320, 180, true",
        ", 16:9, 180, 320, false",
        ", , 3, 7, true",
    })
    void aSizeFitsByItsShapeAndItsShorterSide(Integer lines, String ratio, int width, int height, boolean fits) {
        OrderedVideo ordered = new OrderedVideo(null, lines, shape(ratio));

        assertThat(VideoComparison.difference(ordered, video(null, width, height)) == null)
                .isEqualTo(fits);
    }

    @Test
    void aDifferenceNamesBothFigures() {
        assertThat(VideoComparison.difference(
                        new OrderedVideo(8, 1080, new Shape(16, 9)), video(Duration.ofMillis(6006), 1280, 720)))
                .isEqualTo("it has 6.006 s, but 8 s were asked for;"
                        + " it has 1280x720 pixels, but 1080p in 16:9 was asked for");
        assertThat(VideoComparison.difference(new OrderedVideo(8, 720, null), video(null, 640, 360)))
                .isEqualTo("it has 640x360 pixels, but 720p was asked for");
        assertThat(VideoComparison.difference(new OrderedVideo(8, null, new Shape(9, 16)), video(null, 640, 360)))
                .isEqualTo("it has 640x360 pixels, but 9:16 was asked for");
    }

    @Test
    void whatIsNotKnownIsNotCompared() {
        OrderedVideo ordered = new OrderedVideo(8, 1080, new Shape(16, 9));

        assertThat(VideoComparison.difference(ordered, new MeasuredVideo(null, null, null, "00", 1, null)))
                .isNull();
    }

    @Test
    void whatIsNoMp4FileIsNotWhatWasAskedFor() {
        OrderedVideo unknown = new OrderedVideo(null, null, null);

        assertThat(VideoComparison.difference(unknown, new MeasuredVideo(null, null, null, "00", 1, "no MP4 file")))
                .isEqualTo("it is no MP4 file");
    }

    private static MeasuredVideo video(Duration duration, int width, int height) {
        return new MeasuredVideo(duration, width, height, "00", 1, null);
    }

    private static Shape shape(String ratio) {
        if (ratio == null) {
            return null;
        }
        String[] sides = ratio.split(":");
        return new Shape(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
}
