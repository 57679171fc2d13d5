package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoRequestTest {
    private static final VideoRequest FULL = VideoRequest.builder()
            .model("omni-10s")
            .prompt("a \"cat\"\n\ud83d\ude00")
            .duration(6)
            .resolution("4k")
            .aspectRatio("16:9")
            .orientation("portrait")
            .imageUrls("https://h/a?sig=secret", "https://h/b")
            .videoUrls("https://h/v?sig=secret")
            .generationType("frame")
            .build();
    private static final String FULL_JSON =
            "{\"model\":\"omni-10s\",\"prompt\":\"a \\\"cat\\\"\\n\ud83d\ude00\",\"duration\":6,\"resolution\":\"4k\","
                    + "\"aspect_ratio\":\"16:9\",\"orientation\":\"portrait\","
                    + "\"image_urls\":[\"https://h/a?sig=secret\",\"https://h/b\"],"
                    + "\"video_urls\":[\"https://h/v?sig=secret\"],\"generation_type\":\"frame\"}";

    /** One change to each field. */
    private static final List<UnaryOperator<VideoRequest.Builder>> CHANGES = List.of(
            b -> b.model("x"),
            b -> b.prompt("x"),
            b -> b.duration(8),
            b -> b.duration(null),
            b -> b.resolution("x"),
            b -> b.resolution(null),
            b -> b.aspectRatio("x"),
            b -> b.orientation("x"),
            b -> b.imageUrls("https://h/b", "https://h/a?sig=secret"),
            b -> b.imageUrls("https://h/a?sig=secret", "https://h/b", "https://h/v?sig=secret")
                    .videoUrls(),
            b -> b.videoUrls("x"),
            b -> b.videoUrls(),
            b -> b.generationType("x"));

    @Test
    void its_json_is_the_wire_form_without_what_is_unset() {
        assertThat(FULL.toJson()).isEqualTo(FULL_JSON);
        assertThat(VideoRequest.builder().prompt("x").build().toJson())
                .isEqualTo("{\"model\":\"Gemini-Omini\",\"prompt\":\"x\"}");
        assertThat(VideoRequest.builder().build().toJson()).isEqualTo("{\"model\":\"Gemini-Omini\"}");
    }

    @Test
    void another_json_mapper_writes_the_same() throws Exception {
        assertThat(new ObjectMapper().writeValueAsString(FULL)).isEqualTo(FULL_JSON);
    }

    @Test
    void its_json_can_be_read_back() {
        assertThat(VideoRequest.fromJson(FULL_JSON)).isEqualTo(FULL);
        assertThat(VideoRequest.fromJson("{}")).isEqualTo(VideoRequest.builder().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "null",
                "[]",
                "{} x",
                "{\"model\":\"a\",\"model\":\"b\"}",
                "{\"model\":null}",
                "{\"model\":7}",
                "{\"model\":\"\"}",
                "{\"prompt\":7}",
                "{\"duration\":\"6\"}",
                "{\"duration\":6.0}",
                "{\"duration\":4294967302}",
                "{\"aspectRatio\":\"16:9\"}",
                "{\"images\":[]}",
                "{\"image_urls\":\"x\"}",
                "{\"image_urls\":[null]}",
                "{\"video_urls\":{}}",
                "{\"foo\":1}"
            })
    void nothing_else_is_read_back(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequest.fromJson(json))
                .withMessageStartingWith("Not a stored video request: ");
    }

    @Test
    void what_cannot_be_read_back_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequest.fromJson("{\"duration\":\"6\"}"))
                .withMessageContaining("'duration'")
                .withMessageContaining("whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VideoRequest.fromJson("[]"))
                .withMessageContaining("ARRAY");
    }

    @Test
    void the_fingerprint_never_changes() {
        assertThat(FULL.fingerprint()).isEqualTo("407be12709105e14069aa13c27bfe3d6111cbf68476cca8449b3054e0517b8c3");
        assertThat(VideoRequest.builder().prompt("a cat").build().fingerprint())
                .isEqualTo("5709f234c5922422a5606e175edc65b6b117bbdcaf003720666724fbc07f02f5");
    }

    @Test
    void every_field_counts_for_fingerprint_and_equality() {
        Set<String> fingerprints = new HashSet<>(Set.of(FULL.fingerprint()));
        for (UnaryOperator<VideoRequest.Builder> change : CHANGES) {
            VideoRequest changed = change.apply(FULL.toBuilder()).build();
            assertThat(changed).isNotEqualTo(FULL);
            assertThat(fingerprints.add(changed.fingerprint()))
                    .as(changed.toJson())
                    .isTrue();
        }
    }

    @Test
    void equal_values_are_equal() {
        VideoRequest copy = FULL.toBuilder().build();

        assertThat(copy).isEqualTo(FULL).hasSameHashCodeAs(FULL).isNotSameAs(FULL);
        assertThat(copy.fingerprint()).isEqualTo(FULL.fingerprint());
        assertThat(FULL).isEqualTo(FULL).isNotEqualTo("x").isNotEqualTo(null);
        assertThat(VideoRequest.builder().model("Gemini-Omini").prompt("").build())
                .isEqualTo(VideoRequest.builder().build());
        assertThat(FULL.hashCode()).isNotEqualTo(VideoRequest.builder().build().hashCode());
    }

    @Test
    void it_shows_little_of_the_prompt_and_no_query() {
        String shown = FULL.toBuilder().prompt("p".repeat(41)).build().toString();

        assertThat(shown)
                .isEqualTo("VideoRequest[model=omni-10s, prompt=" + "p".repeat(39) + "…, duration=6, resolution=4k, "
                        + "aspectRatio=16:9, orientation=portrait, imageUrls=[https://h/a?…, https://h/b], "
                        + "videoUrls=[https://h/v?…], generationType=frame]");
        assertThat(VideoRequest.builder().build()).hasToString("VideoRequest[model=Gemini-Omini, prompt=]");
    }

    @Test
    void it_cannot_be_changed() {
        List<String> urls = new ArrayList<>(List.of("a"));
        VideoRequest request = VideoRequest.builder().imageUrls(urls).build();
        urls.add("b");

        assertThat(request.imageUrls()).containsExactly("a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> request.imageUrls().add("c"));
        VideoRequest.Builder builder = request.toBuilder();
        VideoRequest built = builder.build();
        builder.prompt("later");
        assertThat(built.prompt()).isEmpty();
    }

    @Test
    void fields_have_three_spellings() {
        assertThat(RequestField.ASPECT_RATIO.jsonName()).isEqualTo("aspect_ratio");
        assertThat(RequestField.ASPECT_RATIO.camelName()).isEqualTo("aspectRatio");
        assertThat(RequestField.ASPECT_RATIO.headerName()).isEqualTo("CamelGeminiOmniAspectRatio");
        assertThat(RequestField.PROMPT.headerName()).isEqualTo("CamelGeminiOmniPrompt");
        assertThat(RequestField.IMAGE_URLS.camelName()).isEqualTo("imageUrls");
    }

    @Test
    void the_exception_survives_serialization() throws Exception {
        InvalidVideoRequestException e = new InvalidVideoRequestException(
                List.of(new Violation("f", "x", "y", ""), new Violation("g", "a", "b", "c")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            InvalidVideoRequestException copy = (InvalidVideoRequestException) in.readObject();
            assertThat(copy.violations()).isEqualTo(e.violations());
            assertThat(copy.getMessage())
                    .isEqualTo("The video request is invalid. Nothing was sent to the gateway and nothing was paid.\n"
                            + "  - f: found x; allowed: y\n"
                            + "  - g: found a; allowed: b. c");
        }
    }
}
