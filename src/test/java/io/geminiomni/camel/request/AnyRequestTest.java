package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever an exchange and an endpoint hold: either the request is refused with a clear error, or what would be sent
 * keeps the contract, as an independent schema and the rules across fields have it.
 */
class AnyRequestTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> HEADERS = List.of(
            "Prompt",
            "Model",
            "Duration",
            "Resolution",
            "AspectRatio",
            "Orientation",
            "ImageUrls",
            "VideoUrls",
            "GenerationType");
    private static final List<String> OPTIONS = List.of(
            "prompt",
            "model",
            "duration",
            "resolution",
            "aspectRatio",
            "orientation",
            "imageUrls",
            "videoUrls",
            "generationType");

    @Provide
    Arbitrary<Map<String, Object>> nearlyRight() {
        return AnyValues.nearlyRight();
    }

    @Provide
    Arbitrary<Object> anything() {
        return AnyValues.anything();
    }

    @Property(tries = 2000)
    void what_passes_keeps_the_contract(
            @ForAll("nearlyRight") Map<String, Object> body,
            @ForAll("nearlyRight") Map<String, Object> headers,
            @ForAll boolean withHeaders,
            @ForAll boolean asText)
            throws Exception {
        Map<String, Object> named = new HashMap<>();
        if (withHeaders) {
            headers.forEach((name, value) -> RequestFieldNames.header(name).ifPresent(h -> named.put(h, value)));
        }
        boolean passed =
                passesOnlyIfRight(asText ? MAPPER.writeValueAsString(body) : body, named, new RequestDefaults());

        Statistics.label("passed")
                .collect(passed)
                .coverage(checker -> checker.check(true).percentage(p -> p > 5));
    }

    @Property(tries = 3000)
    void nothing_makes_the_reader_throw_anything_else(
            @ForAll("anything") Object body,
            @ForAll("anything") Object header,
            @ForAll("anything") Object option,
            @ForAll int seed)
            throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put(HEADERS.get(Math.floorMod(seed, HEADERS.size())), header);
        Map<String, String> options = option instanceof String text
                ? Map.of(OPTIONS.get(Math.floorMod(seed / 16, OPTIONS.size())), text)
                : Map.of("prompt", "a cat");

        passesOnlyIfRight(body, headers, Requests.defaults(options));
    }

    private static boolean passesOnlyIfRight(Object body, Map<String, Object> headers, RequestDefaults defaults)
            throws Exception {
        for (BodyFormat format : BodyFormat.values()) {
            VideoRequest request;
            try {
                request = new VideoRequestReader(defaults, format, 10_000, true)
                        .read(Requests.exchange(body, headers))
                        .request();
            } catch (InvalidVideoRequestException e) {
                assertThat(e.violations()).isNotEmpty().allSatisfy(violation -> {
                    assertThat(violation.found().length()).isLessThanOrEqualTo(100);
                    assertThat(violation.toString().lines()).hasSize(1);
                });
                return false;
            }
            assertRight(request);
        }
        return true;
    }

    private static void assertRight(VideoRequest request) throws Exception {
        Contract.assertKept(request.toJson());
        assertThat(VideoRequest.fromJson(request.toJson())).isEqualTo(request);
        assertThat(new VideoRequestReader(new RequestDefaults(), BodyFormat.auto, 100_000, true)
                        .read(Requests.exchange(request, Map.of()))
                        .request())
                .as("a normalised request is normal")
                .isEqualTo(request);
    }

    private static final class RequestFieldNames {
        static Optional<String> header(String name) {
            for (RequestField field : RequestField.values()) {
                if (field.hasHeader()
                        && (field.jsonName().equals(name) || field.camelName().equals(name))) {
                    return Optional.of(field.headerName().substring("CamelGeminiOmni".length()));
                }
            }
            return Optional.empty();
        }
    }
}
