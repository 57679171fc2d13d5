package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.request.OrderedVideo.Shape;
import org.junit.jupiter.api.Test;

/** What a request asks for, with the contract's values for what it does not say. */
class OrderedVideoTest {
    private final VideoRequest.Builder request = VideoRequest.builder().prompt("a cat");

    private OrderedVideo ordered() {
        return OrderedVideo.of(request.build());
    }

    @Test
    void whatIsNotSaidIsSixSecondsAt720pInAnyShape() {
        assertThat(ordered()).isEqualTo(new OrderedVideo(6, 720, null));
    }

    @Test
    void whatIsSaidCounts() {
        request.duration(8).resolution("4k").orientation("portrait");

        assertThat(ordered()).isEqualTo(new OrderedVideo(8, 2160, new Shape(9, 16)));
    }

    @Test
    void theAspectRatioWinsOverTheOrientation() {
        request.resolution("1080p").orientation("portrait").aspectRatio("4:3");

        assertThat(ordered()).isEqualTo(new OrderedVideo(6, 1080, new Shape(4, 3)));
        assertThat(ordered().shape()).hasToString("4:3");
    }

    @Test
    void aRatioThatIsNoneIsNotKnown() {
        for (String ratio : new String[] {"wide", "16:0", "0:9", "16:9:1", "99999999999:1"}) {
            assertThat(OrderedVideo.of(request.aspectRatio(ratio).build()).shape())
                    .isNull();
        }
    }

    @Test
    void omni10sIsTenSecondsAt720pWhateverIsSaid() {
        request.model("omni-10s").duration(4).resolution("4k").orientation("landscape");

        assertThat(ordered()).isEqualTo(new OrderedVideo(10, 720, new Shape(16, 9)));
    }

    @Test
    void theDurationOfAVideoThatIsMadeOfAnotherOneIsNotKnown() {
        request.videoUrls("https://cdn.example/a.mp4");

        assertThat(ordered()).isEqualTo(new OrderedVideo(null, 720, null));
    }

    @Test
    void ofAModelThatIsNotInTheContractOnlyWhatIsSaidIsKnown() {
        request.model("omni-next");

        assertThat(ordered()).isEqualTo(new OrderedVideo(null, null, null));
        request.duration(12).resolution("1080p");
        assertThat(ordered()).isEqualTo(new OrderedVideo(12, 1080, null));
        request.resolution("8k").videoUrls("https://cdn.example/a.mp4");
        assertThat(ordered()).isEqualTo(new OrderedVideo(null, null, null));
    }
}
