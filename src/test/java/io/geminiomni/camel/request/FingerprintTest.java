package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores hold these hashes, and this JSON: what was written under any of them has to be known again. */
class FingerprintTest {
    private static final String URL = "https://h/a?sig=1";

    private static VideoRequest.Builder request() {
        return VideoRequest.builder();
    }

    static Stream<Arguments> stored() {
        String other = "{\"model\":\"Gemini-Omini\",";
        return Stream.of(
                arguments(
                        request(),
                        "6aa8b9f3c7d5564f948e4a1cfeaf51521ad748518f351e05ec25d612d8875f00",
                        "{\"model\":\"Gemini-Omini\"}"),
                arguments(
                        request().model("omni-10s"),
                        "4a65d32f461953bf2a953e302cd68179e22d2af5075567206cd800dc20cdb2eb",
                        "{\"model\":\"omni-10s\"}"),
                arguments(
                        request().model(""), "3c09f73a0feb51af86662b1db4c8ab895f7bf5501cde54b6c4ae695cb9606e5a", "{}"),
                arguments(
                        request().prompt("a cät \ud83d\ude00"),
                        "81c50c35f8bf72e25771809251a02795bfa4b9cb28c5038074b31239cb787968",
                        other + "\"prompt\":\"a cät \ud83d\ude00\"}"),
                arguments(
                        request().duration(8),
                        "b0d9a9bc9f535debb56d3245e15831f7177ee3a990be76acf50edd0a1d8b6e76",
                        other + "\"duration\":8}"),
                arguments(
                        request().resolution("1080p"),
                        "c665d6f80ec9c921a5fb7064ef77ffcf0881ad3ed90aa496c44a469d65543445",
                        other + "\"resolution\":\"1080p\"}"),
                arguments(
                        request().resolution(""),
                        "0c2be079b30b53e413aa61ed028d444de5ce33b1fca3f8d5fee54fced461e5ff",
                        "{\"model\":\"Gemini-Omini\"}"),
                arguments(
                        request().aspectRatio("16:9"),
                        "ef22d9c8eabf945dc2d13ee1728df4916fcf9520a8885ccf4471836e4c7aeaad",
                        other + "\"aspect_ratio\":\"16:9\"}"),
                arguments(
                        request().orientation("portrait"),
                        "e0a09a123229f80596353ce5d7bd8933df127d039baefaf93c948872ab0c1618",
                        other + "\"orientation\":\"portrait\"}"),
                arguments(
                        request().imageUrls(URL, "https://h/b"),
                        "2082ac4f881e147796123b6a1c8c19ace976c205c2bc7e213a1bb867f7497679",
                        other + "\"image_urls\":[\"" + URL + "\",\"https://h/b\"]}"),
                arguments(
                        request().imageUrls(Collections.singletonList(null)),
                        "c035ed8c095a83ab417e6d210bb36c34c5f1d7a201631f7cb357af0650f8aece",
                        other + "\"image_urls\":[null]}"),
                arguments(
                        request().videoUrls(URL),
                        "95a7e7e81337be37ff9d3f990c65a12824806b6a8fe96e964ef17eefa4f71194",
                        other + "\"video_urls\":[\"" + URL + "\"]}"),
                arguments(
                        request().generationType("frame"),
                        "341f021c54a59028a660c4dd10d972e60eb93618aaa6738b6397b1e4693b06b6",
                        other + "\"generation_type\":\"frame\"}"));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void the_hash_and_the_json_of_each_field_never_change(
            VideoRequest.Builder request, String fingerprint, String json) {
        assertThat(request.build().fingerprint()).isEqualTo(fingerprint);
        assertThat(request.build().toJson()).isEqualTo(json);
    }

    @Test
    void a_field_of_a_later_version_counts_only_where_it_is_set() {
        String without = hash(null, null);

        assertThat(without).isEqualTo(new Fingerprint().hash());
        assertThat(List.of(without, hash("x", null), hash(null, "x"), hash("x", "x"), hash("xx", null)))
                .doesNotHaveDuplicates();
    }

    private static String hash(@Nullable String seed, @Nullable String style) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add("seed", false, seed);
        fingerprint.add("style", false, style);
        return fingerprint.hash();
    }
}
