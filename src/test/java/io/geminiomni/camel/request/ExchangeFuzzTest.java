package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.converter.stream.InputStreamCache;

/**
 * Whatever an exchange holds: it is refused with violations that can be shown, or what would be sent keeps the contract. An
 * input is a line with the format and the kind of the body, lines of headers and options, an empty line and the body.
 */
class ExchangeFuzzTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String OPTION = "option ";
    private static final int LIMIT = 2_000;

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "auto text",
        "json bytes",
        "prompt stream",
        "auto map",
        "auto node",
        "auto cache",
        "image chars",
        "Duration: 6",
        "Resolution: 4k",
        "AspectRatio: 16:9",
        "ImageUrls: https://h/a.jpg",
        "option model: OMNI-10S",
        "option imageUrls: https://h/a.jpg",
        "{\"prompt\":\"a cat\"",
        "\"image_urls\":[\"https://h/a.jpg\"]",
        "\"images\":[",
        "\"video_urls\":[",
        "\"generation_type\":\"frame\"",
        "\"duration\":",
        "\"aspect_ratio\":",
        "\"orientation\":\"portrait\""
    })
    void request(byte[] input) throws Exception {
        Input parts = Input.of(input);
        RequestDefaults defaults = Requests.defaults(parts.options());
        read(parts, defaults, true);
        read(parts, defaults, false);
    }

    private static void read(Input parts, RequestDefaults defaults, boolean strict) throws Exception {
        VideoRequest request;
        try {
            request = new VideoRequestReader(defaults, parts.format(), LIMIT, strict)
                    .read(Requests.exchange(parts.carrier(), parts.headers()))
                    .request();
        } catch (InvalidVideoRequestException declared) {
            assertThat(declared.violations()).isNotEmpty().allSatisfy(violation -> {
                assertThat(violation.found()).hasSizeLessThanOrEqualTo(100);
                assertThat(violation.toString().lines()).hasSize(1);
            });
            return;
        }
        assertThat(VideoRequest.fromJson(request.toJson())).isEqualTo(request);
        if (strict) {
            Contract.assertKept(request.toJson());
        }
    }

    private record Input(
            BodyFormat format, String kind, Map<String, String> headers, Map<String, String> options, byte[] body) {

        static Input of(byte[] input) {
            Map<String, String> headers = new HashMap<>();
            Map<String, String> options = new HashMap<>();
            int at = endOfLine(input, 0);
            String[] first = new String(input, 0, at, StandardCharsets.UTF_8).split(" ", 2);
            while (at < input.length) {
                int end = endOfLine(input, at + 1);
                String[] field = new String(input, at + 1, end - at - 1, StandardCharsets.UTF_8).split(": ", 2);
                at = end;
                if (field[0].isEmpty()) {
                    break;
                }
                String value = field.length == 2 ? field[1] : "";
                if (field[0].startsWith(OPTION)) {
                    options.put(field[0].substring(OPTION.length()), value);
                } else {
                    headers.put(field[0], value);
                }
            }
            byte[] body = Arrays.copyOfRange(input, Math.min(at + 1, input.length), input.length);
            return new Input(format(first[0]), first.length == 2 ? first[1] : "", headers, options, body);
        }

        private static int endOfLine(byte[] input, int from) {
            int end = Math.min(from, input.length);
            while (end < input.length && input[end] != '\n') {
                end++;
            }
            return end;
        }

        private static BodyFormat format(String name) {
            return Arrays.stream(BodyFormat.values())
                    .filter(format -> format.name().equals(name))
                    .findFirst()
                    .orElse(BodyFormat.auto);
        }

        /** The body in what carries it; a new one each time, as some can be read only once. */
        Object carrier() {
            String text = new String(body, StandardCharsets.UTF_8);
            return switch (kind) {
                case "bytes" -> body;
                case "buffer" -> ByteBuffer.wrap(body);
                case "stream" -> new ByteArrayInputStream(body);
                case "cache" -> new InputStreamCache(body);
                case "chars" -> text.toCharArray();
                case "reader" -> new StringReader(text);
                case "map" -> json(text, Map.class);
                case "list" -> List.of(text);
                case "node" -> MAPPER.<JsonNode>valueToTree(json(text, Object.class));
                default -> text;
            };
        }

        private static Object json(String text, Class<?> type) {
            try {
                Object value = MAPPER.readValue(text, type);
                return value == null ? "" : value;
            } catch (JsonProcessingException e) {
                return text;
            }
        }
    }
}
