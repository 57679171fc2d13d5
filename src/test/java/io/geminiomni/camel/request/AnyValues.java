package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.ObjectMapper;
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

/** What an exchange may hold by mistake, or nearly right. */
public final class AnyValues {
    private static final ObjectMapper MAPPER = new ObjectMapper();
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

    private AnyValues() {}

    /** Values that are often right, so that valid requests come up, too. */
    public static Arbitrary<Map<String, Object>> nearlyRight() {
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

    /** Values of all the types that come to mind, rarely right. */
    public static Arbitrary<Object> anything() {
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
}
