package io.geminiomni.camel.request;

import static io.geminiomni.camel.request.Requests.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An endpoint whose options no request could make valid does not start. */
class DefaultsCheckTest {
    @ParameterizedTest
    @CsvSource({
        "model,omni-flash-ext",
        "prompt,a cat",
        "duration,6",
        "duration,''",
        "resolution,4K",
        "aspectRatio,16:9",
        "orientation,Portrait",
        "generationType,frame",
        "imageUrls,https://a/1 https://a/2",
        "videoUrls,https://a/1",
    })
    void accepted(String option, String value) {
        assertThatCode(() -> VideoRequestReader.checkDefaults(defaults(Map.of(option, value)), true))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "model,omni-11s,did you mean omni-10s?",
        "prompt,a\0b,NUL",
        "duration,5,did you mean 6?",
        "duration,6s,did you mean 6?",
        "resolution,1080,did you mean 1080p?",
        "aspectRatio,16x9,did you mean 16:9?",
        "orientation,lanscape,did you mean landscape?",
        "generationType,frames,did you mean frame?",
        "imageUrls,https://a/1 a.jpg,operation=upload",
        "videoUrls,https://a/1 https://a/2,at most 1 on any model",
    })
    void refused(String option, String value, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequestReader.checkDefaults(defaults(Map.of(option, value)), true))
                .withMessageStartingWith("Invalid endpoint options:\nOption " + option)
                .withMessageContaining("found " + (option.endsWith("Urls") ? "" : "\"" + value.charAt(0)))
                .withMessageContaining(hint);
    }

    @Test
    void the_most_images_of_any_model_are_accepted_and_one_more_is_not() {
        String seven = String.join(" ", Collections.nCopies(7, "https://a/1"));

        VideoRequestReader.checkDefaults(defaults(Map.of("imageUrls", seven)), true);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        VideoRequestReader.checkDefaults(defaults(Map.of("imageUrls", seven + " https://a/1")), true))
                .withMessageContaining("8 URLs");
    }

    @Test
    void all_options_are_told_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequestReader.checkDefaults(
                        defaults(Map.of("duration", "5", "resolution", "8k", "aspectRatio", "x")), true))
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(4));
    }

    @Test
    void without_strictness_only_what_can_never_be_sent_is_refused() {
        VideoRequestReader.checkDefaults(defaults(Map.of("duration", "5", "model", "omni-11s")), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequestReader.checkDefaults(defaults(Map.of("duration", "x")), false));
    }

    @Test
    void an_endpoint_without_options_is_valid() {
        assertThatCode(() -> VideoRequestReader.checkDefaults(new RequestDefaults(), true))
                .doesNotThrowAnyException();
    }
}
