package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
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
    private static final JsonSchema CONTRACT = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(AnyRequestTest.class.getResourceAsStream("create-request.schema.json"));

    private static final List<String> NAMES = List.of(
            "prompt",
            "model",
            "duration",
            "resolution",
            "aspect_ratio",
            "aspectRatio",
            "orientation",
            "image_urls",
            "imageUrls",
            "images",
            "video_urls",
            "videoUrls",
            "generation_type",
            "generationType");
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

    /** Values that are often right, so that valid requests come up, too. */
    @Provide
    Arbitrary<Map<String, Object>> nearlyRight() {
        Arbitrary<Object> url = Arbitraries.of("https://example.com/a.jpg", "http://h/v.mp4?x=1");
        Map<String, Arbitrary<?>> values = new HashMap<>();
        for (String name : NAMES) {
            values.put(
                    name,
                    switch (name) {
                        case "prompt" -> Arbitraries.of("a cat", "x", " y\n", "");
                        case "model" -> Arbitraries.of("gemini-omni", "OMNI-10S", "omni-10s", "Omni-Flash-Ext", "sora");
                        case "duration" -> Arbitraries.of(4, "6", 8L, 10.0, new BigDecimal("6.00"), 5, "x", "");
                        case "resolution" -> Arbitraries.of("720P", "1080p", "4K", "8k", "");
                        case "aspect_ratio", "aspectRatio" -> Arbitraries.of("16:9", " 9:16", "1:1", "", "x");
                        case "orientation" -> Arbitraries.of("Landscape", "portrait", "", "x");
                        case "generation_type", "generationType" -> Arbitraries.of("Frame", "reference", "", "x");
                        default -> url.list().ofMaxSize(name.startsWith("video") ? 1 : 8);
                    });
        }
        return Arbitraries.of(NAMES).set().ofMaxSize(5).flatMap(names -> {
            Arbitrary<Map<String, Object>> map = Arbitraries.just(Map.of("prompt", "a cat"));
            for (String name : names) {
                map = map.flatMap(before -> values.get(name).map(value -> {
                    Map<String, Object> after = new HashMap<>(before);
                    after.put(name, value);
                    return after;
                }));
            }
            return map;
        });
    }

    @Provide
    Arbitrary<Object> anything() {
        Arbitrary<String> text = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings()
                        .withChars("{}[]\":,0123456789eE.-+ntrufalse \\\u0000\ud800\udc00\ufeff")
                        .ofMaxLength(30),
                Arbitraries.of("omni-10s", "6", "6.0", "1e999999999", "https://h/a", "16:9", "frame", "NaN"));
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(30);
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                text.map(x -> x),
                text.map(StringBuilder::new),
                text.map(StringReader::new),
                text.map(Optional::of),
                text.map(MAPPER::valueToTree),
                bytes.map(x -> x),
                bytes.map(ByteArrayInputStream::new),
                bytes.map(ByteBuffer::wrap),
                Arbitraries.integers().map(x -> x),
                Arbitraries.longs().map(x -> x),
                Arbitraries.doubles().map(x -> x),
                Arbitraries.bigDecimals().map(x -> x),
                Arbitraries.bigIntegers().map(x -> x),
                Arbitraries.of(true, false, 'x', Double.NaN, new Object(), new int[] {1}, Thread.State.NEW),
                Arbitraries.just(null));
        Arbitrary<Object> list = Arbitraries.oneOf(
                scalar.list().ofMaxSize(4).map(x -> x),
                scalar.array(Object[].class).ofMaxSize(4).map(x -> x));
        Arbitrary<Object> value =
                Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, scalar), net.jqwik.api.Tuple.of(1, list));
        Arbitrary<Object> map = Arbitraries.maps(Arbitraries.oneOf(Arbitraries.of(NAMES), text), value)
                .ofMaxSize(5)
                .map(x -> x);
        return Arbitraries.oneOf(value, map);
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
                passesOnlyIfRight(asText ? MAPPER.writeValueAsString(body) : body, named, RequestDefaults.NONE);

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
        JsonNode sent = MAPPER.readTree(request.toJson());
        assertThat(CONTRACT.validate(sent)).as(sent.toString()).isEmpty();
        assertThat(VideoRequest.fromJson(request.toJson())).isEqualTo(request);
        assertThat(new VideoRequestReader(RequestDefaults.NONE, BodyFormat.auto, 100_000, true)
                        .read(Requests.exchange(request, Map.of()))
                        .request())
                .as("a normalised request is normal")
                .isEqualTo(request);
        assertThat(sent.has("aspect_ratio") && sent.has("orientation")).isFalse();
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
