package io.geminiomni.camel.request;

import static io.geminiomni.camel.request.Requests.json;
import static io.geminiomni.camel.request.Requests.options;
import static io.geminiomni.camel.request.Requests.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Header before body before endpoint option, for each field by itself. */
class PrecedenceTest {
    private static final String OTHER = "https://example.com/other.jpg";

    @Test
    void every_field_may_come_from_an_option() {
        assertThat(options(Map.of(
                                "model", "omni-flash-ext",
                                "prompt", "a cat",
                                "resolution", "4K",
                                "aspectRatio", "1:1",
                                "imageUrls", " " + Requests.IMAGE + "\n\t" + OTHER + "  " + OTHER + " ",
                                "videoUrls", Requests.VIDEO,
                                "generationType", "REFERENCE"))
                        .request(null))
                .isEqualTo(VideoRequest.builder()
                        .prompt("a cat")
                        .resolution("4k")
                        .aspectRatio("1:1")
                        .imageUrls(Requests.IMAGE, OTHER, OTHER)
                        .videoUrls(Requests.VIDEO)
                        .generationType("reference")
                        .build());
        assertThat(options(Map.of("duration", "8", "orientation", "Portrait")).request("a cat"))
                .isEqualTo(VideoRequest.builder()
                        .prompt("a cat")
                        .duration(8)
                        .orientation("portrait")
                        .build());
    }

    @Test
    void every_field_may_come_from_a_header() {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "Model", "omni-flash-ext",
                "Prompt", "a cat",
                "Resolution", "4K",
                "AspectRatio", "1:1",
                "ImageUrls", List.of(Requests.IMAGE, OTHER, OTHER),
                "VideoUrls", Requests.VIDEO,
                "GenerationType", "REFERENCE"));

        assertThat(reader().read(null, headers).request())
                .isEqualTo(VideoRequest.builder()
                        .prompt("a cat")
                        .resolution("4k")
                        .aspectRatio("1:1")
                        .imageUrls(Requests.IMAGE, OTHER, OTHER)
                        .videoUrls(Requests.VIDEO)
                        .generationType("reference")
                        .build());
        assertThat(reader().read("a cat", Map.of("Duration", 8, "Orientation", "Portrait"))
                        .request())
                .isEqualTo(VideoRequest.builder()
                        .prompt("a cat")
                        .duration(8)
                        .orientation("portrait")
                        .build());
    }

    @Test
    void a_header_wins_over_the_body_and_the_body_over_an_option() {
        Requests reader = options(Map.of("prompt", "option", "duration", "4", "resolution", "720p"));
        String body = "{\"prompt\":\"body\",\"duration\":6}";

        assertThat(reader.read(body, Map.of("Prompt", "header")).request())
                .isEqualTo(VideoRequest.builder()
                        .prompt("header")
                        .duration(6)
                        .resolution("720p")
                        .build());
        assertThat(reader.request(body).prompt()).isEqualTo("body");
        assertThat(reader.read("body", Map.of("Duration", "10", "ImageUrls", OTHER))
                        .request()
                        .duration())
                .isEqualTo(10);
        assertThat(options(Map.of("imageUrls", Requests.IMAGE))
                        .read(json("'image_urls':['https://body']"), Map.of("ImageUrls", OTHER))
                        .request()
                        .imageUrls())
                .containsExactly(OTHER);
        assertThat(options(Map.of("imageUrls", Requests.IMAGE))
                        .request(json("'image_urls':['https://body']"))
                        .imageUrls())
                .containsExactly("https://body");
    }

    @Test
    void what_is_overruled_is_not_judged() {
        assertThat(reader().read(json("'duration':5"), Map.of("Duration", 6))
                        .request()
                        .duration())
                .isEqualTo(6);
        assertThat(options(Map.of("duration", "5"))
                        .request(json("'duration':6"))
                        .duration())
                .isEqualTo(6);
    }

    @Test
    void what_is_empty_overrules_nothing() {
        Map<String, Object> headers = new HashMap<>(
                Map.of("Prompt", " ", "Duration", "", "ImageUrls", List.of(), "VideoUrls", new String[0]));
        headers.put("Resolution", null);
        Requests reader = options(Map.of("resolution", "4k", "imageUrls", Requests.IMAGE, "model", ""));

        assertThat(reader.read(json("'duration':4,'resolution':'','imageUrls':[]"), headers)
                        .request())
                .isEqualTo(VideoRequest.builder()
                        .prompt("a cat")
                        .duration(4)
                        .resolution("4k")
                        .imageUrls(Requests.IMAGE)
                        .build());
    }

    @Test
    void a_violation_names_the_field_as_it_was_written() {
        assertThat(reader().onlyViolation("x", Map.of("AspectRatio", "wide")).field())
                .isEqualTo("CamelGeminiOmniAspectRatio");
        assertThat(options(Map.of("aspectRatio", "wide")).onlyViolation("x").field())
                .isEqualTo("aspectRatio");
        assertThat(reader().onlyViolation("x", Map.of("ImageUrls", List.of(OTHER, "y", OTHER)))
                        .field())
                .isEqualTo("CamelGeminiOmniImageUrls[1]");
        assertThat(reader().onlyViolation("x", Map.of("ImageUrls", "y")).field())
                .isEqualTo("CamelGeminiOmniImageUrls");
        assertThat(options(Map.of("imageUrls", OTHER + " y " + OTHER))
                        .onlyViolation("x")
                        .field())
                .isEqualTo("imageUrls[1]");
    }

    @Test
    void a_header_of_urls_is_a_list_an_array_or_one_url() {
        String commas = "https://example.com/a,b,c.jpg?x=1,2&from=http://example.com";

        for (Object header : List.of(
                commas,
                List.of(commas),
                new String[] {commas},
                new Object[] {new StringBuilder(commas)},
                JsonNodeFactory.instance.arrayNode().add(commas))) {
            assertThat(reader().read("x", Map.of("ImageUrls", header)).request().imageUrls())
                    .containsExactly(commas);
        }
        assertThat(reader().onlyViolation("x", Map.of("ImageUrls", OTHER + " " + OTHER))
                        .hint())
                .contains("white space");
        assertThat(reader().onlyViolation("x", Map.of("ImageUrls", 7)).allowed())
                .isEqualTo("a list of URLs");
    }

    @Test
    void images_win_over_an_option_and_give_way_to_a_header() {
        String images = json("'images':['" + Requests.IMAGE + "']");

        NormalizedRequest overOption = options(Map.of("imageUrls", OTHER)).read(images);
        NormalizedRequest underHeader = reader().read(images, Map.of("ImageUrls", OTHER));

        assertThat(overOption.request().imageUrls()).containsExactly(Requests.IMAGE);
        assertThat(overOption.ignoredFields()).isEmpty();
        assertThat(underHeader.request().imageUrls()).containsExactly(OTHER);
        assertThat(underHeader.ignoredFields()).containsExactly("images");
    }

    @Test
    void images_are_no_header() {
        assertThat(reader().read("x", Map.of("Images", "nonsense")).request().imageUrls())
                .isEmpty();
    }

    @Test
    void an_endpoints_duration_gives_way_silently_to_a_reference_video() {
        Requests reader = options(Map.of("duration", "8"));
        for (NormalizedRequest read : List.of(
                reader.read("x", Map.of("VideoUrls", Requests.VIDEO)),
                reader.read(json("'video_urls':['" + Requests.VIDEO + "']")),
                options(Map.of("duration", "8", "videoUrls", Requests.VIDEO)).read("x"))) {
            assertThat(read.request().duration()).isNull();
            assertThat(read.request().videoUrls()).containsExactly(Requests.VIDEO);
            assertThat(read.ignoredFields()).isEmpty();
            assertThat(read.warnings()).isEmpty();
        }
        assertThat(reader.request("x").duration()).isEqualTo(8);
    }

    @Test
    void a_requests_own_duration_beside_a_reference_video_is_a_violation() {
        assertThat(reader().onlyViolation("x", Map.of("VideoUrls", Requests.VIDEO, "Duration", 6))
                        .found())
                .isEqualTo("6 beside CamelGeminiOmniVideoUrls");
        assertThat(options(Map.of("videoUrls", Requests.VIDEO))
                        .onlyViolation(json("'duration':6"))
                        .found())
                .isEqualTo("6 beside videoUrls");
    }

    @Test
    void an_endpoints_options_that_omni_10s_drops_are_listed() {
        NormalizedRequest read = options(Map.of("duration", "4", "resolution", "4k", "generationType", "reference"))
                .read("x", Map.of("Model", "omni-10s"));

        assertThat(read.request())
                .isEqualTo(VideoRequest.builder().model("omni-10s").prompt("x").build());
        assertThat(read.ignoredFields()).containsExactly("duration", "resolution", "generation_type");
    }

    @Test
    void an_endpoints_aspect_ratio_wins_over_a_requests_orientation_and_says_so() {
        NormalizedRequest read = options(Map.of("aspectRatio", "16:9")).read("x", Map.of("Orientation", "portrait"));

        assertThat(read.request().aspectRatio()).isEqualTo("16:9");
        assertThat(read.request().orientation()).isNull();
        assertThat(read.ignoredFields()).containsExactly("orientation");
        assertThat(read.warnings())
                .containsExactly(
                        "CamelGeminiOmniOrientation has no effect: the endpoint's option aspectRatio wins over it");
    }

    @Test
    void an_endpoints_orientation_gives_way_to_a_requests_aspect_ratio_and_is_listed() {
        NormalizedRequest read = options(Map.of("orientation", "portrait")).read(json("'aspect_ratio':'16:9'"));

        assertThat(read.request().orientation()).isNull();
        assertThat(read.ignoredFields()).containsExactly("orientation");
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void the_exchange_is_left_as_it_was() {
        Exchange exchange = Requests.exchange("a cat", Map.of("Duration", "6"));

        new VideoRequestReader(new RequestDefaults(), BodyFormat.auto, 100, true).read(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo("a cat");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("CamelGeminiOmniDuration");
    }

    @Test
    void a_limit_must_leave_room_for_something() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VideoRequestReader(new RequestDefaults(), BodyFormat.auto, 0, true))
                .withMessageContaining("maxRequestSize")
                .withMessageContaining("0");
    }
}
