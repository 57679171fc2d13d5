package io.geminiomni.camel.request;

import static io.geminiomni.camel.request.Requests.exchange;
import static io.geminiomni.camel.request.Requests.format;
import static io.geminiomni.camel.request.Requests.limit;
import static io.geminiomni.camel.request.Requests.options;
import static io.geminiomni.camel.request.Requests.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.metadata.IIOMetadataNode;
import javax.xml.transform.stream.StreamSource;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may be, what it becomes, and what it may not be. */
class BodyFormsTest {
    private static final String PROMPT = "Eine Möwe \ud83d\ude00";
    private static final String JSON = "{\"prompt\":\"" + PROMPT + "\",\"duration\":8}";

    @TempDir
    Path folder;

    /** Everything that carries text, made of the text. */
    private List<Object> carriers(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path path = Files.write(folder.resolve("body" + text.hashCode()), bytes);
        ByteBuffer offHeap = ByteBuffer.allocateDirect(bytes.length + 2);
        offHeap.put((byte) 'x').put(bytes).put((byte) 'x').flip().position(1).limit(bytes.length + 1);
        return List.of(
                text,
                new StringBuilder(text),
                text.toCharArray(),
                bytes,
                CharBuffer.wrap(text),
                ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                offHeap,
                new ByteArrayInputStream(bytes),
                new StringReader(text),
                new InputStreamCache(bytes),
                new ReaderCache(text),
                new WritingCache(bytes),
                path.toFile(),
                path,
                genericFile(path.toFile()));
    }

    /** Everything that carries bytes. */
    private List<Object> byteCarriers(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("bytes" + Arrays.hashCode(bytes)), bytes);
        return List.of(
                bytes,
                ByteBuffer.wrap(bytes),
                new ByteArrayInputStream(bytes),
                new InputStreamCache(bytes),
                new WritingCache(bytes),
                path.toFile(),
                path,
                genericFile(path.toFile()));
    }

    private static GenericFile<File> genericFile(File file) {
        GenericFile<File> generic = new GenericFile<>();
        generic.setFile(file);
        generic.setBody(file);
        return generic;
    }

    /** A stream cache that is neither a stream nor a reader. */
    private static final class WritingCache implements StreamCache {
        private final byte[] bytes;
        private int resets;

        WritingCache(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void reset() {
            resets++;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes[0]);
            out.write(bytes, 1, bytes.length - 1);
        }

        @Override
        public StreamCache copy(Exchange exchange) {
            return this;
        }

        @Override
        public boolean inMemory() {
            return true;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public long position() {
            return 0;
        }
    }

    @Test
    void text_in_any_carrier_is_the_prompt() throws IOException {
        for (Object body : carriers("\n " + PROMPT + "\r\n")) {
            assertThat(reader().request(body))
                    .as(body.getClass().getName())
                    .isEqualTo(VideoRequest.builder().prompt(PROMPT).build());
        }
    }

    @Test
    void text_in_any_carrier_that_begins_with_a_brace_is_the_fields() throws IOException {
        for (Object body : carriers("\n " + JSON + "\n")) {
            assertThat(reader().request(body))
                    .as(body.getClass().getName())
                    .isEqualTo(VideoRequest.builder().prompt(PROMPT).duration(8).build());
        }
    }

    @Test
    void a_body_may_be_exactly_as_large_as_the_limit_in_any_carrier() throws IOException {
        int size = JSON.getBytes(StandardCharsets.UTF_8).length;
        for (Object body : carriers(JSON)) {
            assertThat(limit(size).request(body).prompt())
                    .as(body.getClass().getName())
                    .isEqualTo(PROMPT);
        }
        for (Object body : carriers(JSON)) {
            assertThat(limit(size - 1).onlyViolation(body))
                    .as(body.getClass().getName())
                    .isEqualTo(new Violation(
                            "body",
                            "more than " + (size - 1) + " bytes",
                            "at most " + (size - 1) + " bytes (option maxRequestSize)",
                            "a request is a short text: is this the right body?"));
        }
    }

    @Test
    void the_text_of_a_map_or_node_counts_towards_the_limit() {
        Map<String, Object> body = Map.of("prompt", "äb", "image_urls", List.of("http://abc"), "duration", 6);

        assertThat(limit(13).request(body).prompt()).isEqualTo("äb");
        assertThat(limit(12).onlyViolation(body).found()).isEqualTo("more than 12 bytes");
        assertThat(limit(3).onlyViolation(new TextNode("abcd")).found()).isEqualTo("more than 3 bytes");
    }

    @Test
    void a_huge_stream_is_read_to_one_byte_past_the_limit() {
        int[] read = new int[1];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return 'x';
            }
        };
        Reader endlessReader = new Reader() {
            @Override
            public int read(char[] buffer, int from, int length) {
                read[0] += length;
                return length;
            }

            @Override
            public void close() {}
        };

        assertThat(limit(100_000).onlyViolation(endless).field()).isEqualTo("body");
        assertThat(read[0]).isEqualTo(100_001);
        read[0] = 0;
        assertThat(limit(100_000).onlyViolation(endlessReader).field()).isEqualTo("body");
        assertThat(read[0]).isEqualTo(100_001);
    }

    @Test
    void the_largest_limit_is_no_overflow() {
        assertThat(limit(Long.MAX_VALUE)
                        .request(new ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8)))
                        .prompt())
                .isEqualTo("x");
        assertThat(limit(Long.MAX_VALUE).request(new StringReader("x")).prompt())
                .isEqualTo("x");
    }

    @Test
    void a_stream_cache_can_be_read_again_whether_its_request_is_valid_or_not() {
        for (String text : List.of(JSON, "{")) {
            InputStreamCache cache = new InputStreamCache(text.getBytes(StandardCharsets.UTF_8));
            cache.skip(1);
            Exchange exchange = exchange(cache, Map.of());
            VideoRequestReader reader = new VideoRequestReader(new RequestDefaults(), BodyFormat.auto, 1000, true);
            assertThatCode(() -> reader.read(exchange))
                    .satisfies(e -> assertThat(e == null).isEqualTo(text == JSON));
            assertThat(exchange.getMessage().getBody()).isSameAs(cache);
            assertThat(cache.available()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
        WritingCache cache = new WritingCache("x".getBytes(StandardCharsets.UTF_8));
        reader().read(cache);
        assertThat(cache.resets).isEqualTo(2);
    }

    @Test
    void a_stream_of_the_exchange_is_left_for_the_exchange_to_close() {
        boolean[] closed = new boolean[1];
        InputStream stream = new FilterInputStream(new ByteArrayInputStream(new byte[] {'x'})) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };

        reader().read(stream);

        assertThat(closed[0]).isFalse();
    }

    @Test
    void a_byte_buffer_keeps_its_position() {
        ByteBuffer buffer = ByteBuffer.wrap("a cat".getBytes(StandardCharsets.UTF_8));

        reader().read(buffer);

        assertThat(buffer.remaining()).isEqualTo(5);
    }

    @Test
    void maps_and_nodes_are_the_fields() {
        Map<String, Object> map = new HashMap<>();
        map.put("prompt", new StringBuilder("a cat"));
        map.put("duration", "8");
        map.put("aspectRatio", new TextNode("16:9"));
        map.put("image_urls", new String[] {Requests.IMAGE});
        map.put("resolution", null);
        map.put("orientation", NullNode.instance);
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("prompt", "a cat").put("duration", 8);
        node.put("aspect_ratio", "16:9").putNull("resolution");
        node.putArray("imageUrls").add(Requests.IMAGE);
        VideoRequest expected = VideoRequest.builder()
                .prompt("a cat")
                .duration(8)
                .aspectRatio("16:9")
                .imageUrls(Requests.IMAGE)
                .build();

        assertThat(reader().request(map)).isEqualTo(expected);
        assertThat(reader().request(node)).isEqualTo(expected);
        assertThat(reader().request(expected)).isEqualTo(expected);
    }

    @Test
    void lists_in_a_map_may_be_of_any_kind() {
        String url = Requests.IMAGE;
        for (Object list : List.of(
                List.of(url),
                new Object[] {url},
                new String[] {url},
                new StringBuilder[] {new StringBuilder(url)},
                JsonNodeFactory.instance.arrayNode().add(url),
                Set.of(url))) {
            assertThat(reader().request(Map.of("prompt", "x", "images", list)).imageUrls())
                    .containsExactly(url);
        }
        assertThat(reader().violations(Map.of("prompt", "x", "images", new int[] {1, 2, 3})))
                .extracting(Violation::field)
                .containsExactly("images[0]", "images[1]", "images[2]");
    }

    @Test
    void a_video_request_leaves_what_it_does_not_say_to_the_endpoint() {
        VideoRequest body = VideoRequest.builder().prompt("a cat").build();

        assertThat(options(Map.of("model", "omni-10s", "aspectRatio", "1:1")).request(body))
                .isEqualTo(body.toBuilder().model("omni-10s").aspectRatio("1:1").build());
        assertThat(options(Map.of("model", "omni-10s"))
                        .request(body.toBuilder().model("gemini-omni").build())
                        .model())
                .isEqualTo("Gemini-Omini");
    }

    @Test
    void a_video_request_is_checked_like_any_other_body() {
        VideoRequest body = VideoRequest.builder()
                .prompt(" ")
                .duration(5)
                .aspectRatio("x")
                .imageUrls("x", null)
                .build();

        assertThat(reader().violations(body))
                .extracting(Violation::field)
                .containsExactly("prompt", "aspectRatio", "imageUrls[0]", "imageUrls[1]", "duration", "imageUrls");
    }

    static Stream<Object> nothing() {
        return Stream.of(
                "",
                " \n",
                "\u00a0\u200b\u0001\u007f",
                new byte[0],
                NullNode.instance,
                MissingNode.getInstance(),
                Map.of(),
                "{}",
                VideoRequest.builder().build(),
                new TextNode(""));
    }

    @ParameterizedTest
    @MethodSource
    void nothing(Object body) {
        assertThat(reader().read(body, Map.of("Prompt", "a dog")).request().prompt())
                .isEqualTo("a dog");
        assertThat(reader().read(null, Map.of("Prompt", "a dog")).request().prompt())
                .isEqualTo("a dog");
        assertThat(options(Map.of("prompt", "a bird")).request(body).prompt()).isEqualTo("a bird");
        assertThat(reader().onlyViolation(body).field()).isEqualTo("prompt");
    }

    static Stream<Object> streamsWithoutContent() {
        return Stream.of(new StringReader(""), new ByteArrayInputStream(new byte[0]));
    }

    /** It may have been read before, and what it had was another request. */
    @ParameterizedTest
    @MethodSource("streamsWithoutContent")
    void aStreamWithoutContentIsNotTakenForNoBody(Object body) {
        assertThat(reader().violations(body, Map.of("Prompt", "a dog")))
                .singleElement()
                .satisfies(violation -> assertThat(violation.toString())
                        .contains("a stream without content")
                        .contains("cach"));
    }

    static Stream<Object> lists() {
        return Stream.of(
                List.of(),
                List.of("a", "b"),
                List.of("a").iterator(),
                Set.of("a"),
                (Object) new int[] {1},
                JsonNodeFactory.instance.arrayNode().add(1),
                JsonNodeFactory.instance.arrayNode(),
                "[]",
                " [1]\n",
                "[\"a\"]",
                "[{\"prompt\":\"a\"},{\"prompt\":\"b\",\"prompt\":\"c\"}]",
                "[".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource
    void lists(Object body) {
        Violation violation = reader().onlyViolation(body);

        assertThat(violation.field()).isEqualTo("body");
        assertThat(violation.found()).isEqualTo("a list");
        assertThat(violation.hint()).contains("split().body()");
    }

    @Test
    void arrays_are_lists() {
        for (Object body : List.of(new String[] {"a"}, new Object[0], new Map<?, ?>[] {Map.of("prompt", "x")})) {
            assertThat(reader().onlyViolation(body).found()).isEqualTo("a list");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[cinematic] a cat",
                "[a cat]",
                "[1] a cat",
                "[\"a\"] and more",
                "[",
                "\"quoted\" text",
                "\"quoted\"",
                "null",
                "42",
                "true",
                "<prompt/>",
                "a {cat}"
            })
    void text_that_only_looks_like_json_is_a_prompt(String text) {
        assertThat(reader().request(text).prompt()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|line 1, column 2|",
                "{a cat}|line 1, column|",
                "{\"prompt\":\"a\"|line 1, column|",
                "{\"prompt\":\"a\",}|line 1, column|",
                "{'prompt':'a'}|line 1, column|",
                "{\"prompt\":\"a\",\"prompt\":\"b\"}|line 1, column|Duplicate",
                "{\"prompt\":\"a\"} x|line 1, column|",
                "{\"prompt\":\"a\"}{\"prompt\":\"b\"}|line 1, column|",
                "{\"prompt\":\"a\"}]|line 1, column|",
                "{\"prompt\":\"a\",\"duration\":NaN}|line 1, column|",
                "{\"prompt\":\"a\",\"duration\":Infinity}|line 1, column|",
                "{\"prompt\":\"a\",\"duration\":06}|line 1, column|",
                "{\"prompt\":\"a\" /* b */}|line 1, column|",
            })
    void text_that_begins_with_a_brace_and_is_not_json_is_refused(String text, String found, String hint) {
        Violation violation = reader().onlyViolation(text);

        assertThat(violation.field()).isEqualTo("body");
        assertThat(violation.found()).contains("not valid JSON").contains(found);
        assertThat(violation.hint())
                .contains("bodyFormat=prompt")
                .contains(hint == null ? "" : hint)
                .doesNotContain("Source", "jackson", "START_");
    }

    @Test
    void a_prompt_of_one_long_token_is_not_shown_whole() {
        String token = "一只戴着帽子的猫在雨中跳舞".repeat(5);
        for (String body : List.of(token, "{\"prompt\": " + token + "}")) {
            assertThat(format(BodyFormat.json).onlyViolation(body).hint())
                    .contains(token.substring(0, 39) + "…'")
                    .doesNotContain(token.substring(0, 41));
        }
    }

    @Test
    void what_is_said_of_invalid_json_has_no_half_words() {
        for (String body : List.of("{\"prompt\": Eine Möwe}", "{\"prompt\":\"a\"", "{'prompt':'a'}", "{\"a\":.5}")) {
            assertThat(format(BodyFormat.json).onlyViolation(body).hint()).doesNotContain("…");
        }
    }

    @Test
    void whoever_asked_for_json_is_not_advised_to_make_it_a_prompt() {
        for (String body : List.of("{", "a cat", "\"a cat\"", "42")) {
            assertThat(format(BodyFormat.json).onlyViolation(body).hint()).doesNotContain("bodyFormat");
        }
    }

    @Test
    void deep_nesting_and_endless_numbers_are_refused() {
        for (String value : List.of("[".repeat(100_000), "{\"a\":".repeat(100_000), "1".repeat(100_000))) {
            assertThat(reader().onlyViolation("{\"prompt\":\"a\",\"duration\":" + value)
                            .found())
                    .contains("not valid JSON");
        }
    }

    @Test
    void nul_in_json_and_text_is_refused() {
        assertThat(reader().onlyViolation("{\"prompt\":\"a\0\"}").found()).contains("not valid JSON");
        assertThat(reader().onlyViolation("a\0cat").hint()).contains("NUL");
        assertThat(reader().onlyViolation("a\ud800cat").hint()).contains("surrogate");
    }

    static Stream<Arguments> unreadable_bytes() {
        String notUtf8 = "bytes that are not UTF-8";
        String notUtf16 = "a byte order mark of UTF-16 before bytes that are not UTF-16";
        String unmarked = "text with NUL bytes, which may be UTF-16 without a byte order mark";
        return Stream.of(
                Arguments.of(notUtf8, new byte[] {'a', (byte) 0xff}),
                Arguments.of(notUtf8, new byte[] {(byte) 0xc3}),
                Arguments.of(notUtf8, new byte[] {(byte) 0xc0, (byte) 0x80}),
                Arguments.of(notUtf8, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}),
                Arguments.of(notUtf8, "{\"prompt\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1)),
                Arguments.of(notUtf8, new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, (byte) 0xff}),
                Arguments.of(notUtf8, "議".repeat(3).getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of(notUtf16, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'}),
                Arguments.of(notUtf16, new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xd8, 0, 0, 'a'}),
                Arguments.of(unmarked, "a cat".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of(unmarked, "a cat".getBytes(StandardCharsets.UTF_16BE)),
                Arguments.of(unmarked, JSON.getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("UTF-32 text", "\ufeffa cat".getBytes(Charset.forName("UTF-32LE"))),
                Arguments.of("UTF-32 text", "\ufeffa cat".getBytes(Charset.forName("UTF-32BE"))));
    }

    @ParameterizedTest
    @MethodSource
    void unreadable_bytes(String found, byte[] bytes) throws IOException {
        for (BodyFormat format : List.of(BodyFormat.auto, BodyFormat.prompt, BodyFormat.json)) {
            for (Object body : byteCarriers(bytes)) {
                assertThat(format(format).onlyViolation(body))
                        .as(body.getClass().getName())
                        .isEqualTo(new Violation(
                                "body",
                                found,
                                "UTF-8 text, or UTF-16 text with a byte order mark",
                                "save it as UTF-8"));
            }
        }
    }

    @Test
    void a_byte_order_mark_before_a_prompt_is_left_out_in_any_carrier() throws IOException {
        for (BodyFormat format : List.of(BodyFormat.auto, BodyFormat.prompt)) {
            for (Object body : carriers("\ufeff" + PROMPT + "\r\n")) {
                assertThat(format(format).request(body).prompt())
                        .as(body.getClass().getName())
                        .isEqualTo(PROMPT);
            }
        }
    }

    @Test
    void a_byte_order_mark_before_json_is_left_out_in_any_carrier() throws IOException {
        for (BodyFormat format : List.of(BodyFormat.auto, BodyFormat.json)) {
            for (Object body : carriers("\ufeff" + JSON)) {
                assertThat(format(format).request(body))
                        .as(body.getClass().getName())
                        .isEqualTo(VideoRequest.builder()
                                .prompt(PROMPT)
                                .duration(8)
                                .build());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16_with_a_byte_order_mark_is_read_as_prompt_and_as_json(String charset) throws IOException {
        for (Object body : byteCarriers(("\ufeff" + PROMPT + "\r\n").getBytes(Charset.forName(charset)))) {
            assertThat(reader().request(body).prompt())
                    .as(body.getClass().getName())
                    .isEqualTo(PROMPT);
        }
        for (Object body : byteCarriers(("\ufeff\n" + JSON).getBytes(Charset.forName(charset)))) {
            assertThat(reader().request(body))
                    .as(body.getClass().getName())
                    .isEqualTo(VideoRequest.builder().prompt(PROMPT).duration(8).build());
        }
    }

    @Test
    void what_is_behind_a_byte_order_mark_counts_towards_the_limit_as_utf8() throws IOException {
        for (String text : List.of("x".repeat(50), "猫".repeat(50))) {
            int size = text.getBytes(StandardCharsets.UTF_8).length;
            List<Object> bodies = new ArrayList<>(carriers("\ufeff" + text));
            bodies.addAll(byteCarriers(("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE)));
            for (Object body : bodies) {
                assertThat(limit(size).request(body).prompt())
                        .as(body.getClass().getName())
                        .isEqualTo(text);
            }
            bodies = new ArrayList<>(carriers("\ufeff" + text));
            bodies.addAll(byteCarriers(("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE)));
            for (Object body : bodies) {
                assertThat(limit(size - 1).onlyViolation(body).found())
                        .as(body.getClass().getName())
                        .isEqualTo("more than " + (size - 1) + " bytes");
            }
        }
    }

    @Test
    void a_byte_order_mark_and_nothing_else_is_no_prompt() throws IOException {
        List<Object> bodies = new ArrayList<>(carriers("\ufeff"));
        bodies.addAll(byteCarriers(new byte[] {(byte) 0xff, (byte) 0xfe}));
        for (Object body : bodies) {
            boolean isReadOnce =
                    (body instanceof InputStream || body instanceof Reader) && !(body instanceof StreamCache);
            assertThat(reader().onlyViolation(body).field())
                    .as(body.getClass().getName())
                    .isEqualTo(isReadOnce ? "body" : "prompt");
        }
        for (Object body : carriers("\ufeff \n")) {
            assertThat(reader().onlyViolation(body).field()).isEqualTo("prompt");
        }
    }

    @Test
    void json_behind_more_than_a_byte_order_mark_is_not_paid_for_as_a_prompt() {
        for (String before : List.of("\n\ufeff", "\ufeff\ufeff", "\u200b", "\u00a0")) {
            assertThat(reader().onlyViolation(before + JSON).found()).contains("not valid JSON");
        }
    }

    @Test
    void the_byte_order_mark_of_a_file_that_became_a_header_or_a_field_is_left_out() {
        assertThat(reader().read(null, Map.of("Prompt", "\ufeff" + PROMPT))
                        .request()
                        .prompt())
                .isEqualTo(PROMPT);
        assertThat(reader().request(Map.of("prompt", "\ufeff" + PROMPT)).prompt())
                .isEqualTo(PROMPT);
    }

    @Test
    void the_bytes_of_a_header_are_its_text() {
        byte[] prompt = PROMPT.getBytes(StandardCharsets.UTF_8);
        byte[] duration = {'8'};
        VideoRequest request = reader().read(null, Map.of("Prompt", prompt, "Duration", duration))
                .request();

        assertThat(request.prompt()).isEqualTo(PROMPT);
        assertThat(request.duration()).isEqualTo(8);
        assertThat(reader().violations(null, Map.of("Prompt", new byte[] {'a', (byte) 0xff})))
                .extracting(Violation::field)
                .containsExactly("CamelGeminiOmniPrompt");
    }

    @Test
    void an_unreadable_body_is_told_with_what_else_is_wrong_and_without_asking_for_its_prompt() {
        assertThat(reader().violations("{", Map.of("Duration", 5)))
                .extracting(Violation::field)
                .containsExactly("body", "CamelGeminiOmniDuration");
        assertThat(reader().violations("{", Map.of("Prompt", 5)))
                .extracting(Violation::field)
                .containsExactly("body", "CamelGeminiOmniPrompt");
    }

    @Test
    void files_that_cannot_be_read_are_refused() {
        Path missing = folder.resolve("missing");
        for (Object body : List.of(missing, missing.toFile(), folder, folder.toFile(), genericFile(missing.toFile()))) {
            Violation violation = reader().onlyViolation(body);
            assertThat(violation.field()).isEqualTo("body");
            assertThat(violation.found()).contains("cannot be read");
        }
    }

    static Stream<Object> strangers() {
        return Stream.of(
                42,
                4.2,
                true,
                'x',
                new Object(),
                new Date(),
                LocalDate.EPOCH,
                Optional.of("x"),
                UUID.randomUUID(),
                Thread.State.NEW,
                new AtomicInteger(7),
                IntBuffer.allocate(1),
                String.class,
                new Throwable(),
                new StreamSource(new StringReader("<a/>")),
                new IIOMetadataNode("a"));
    }

    @ParameterizedTest
    @MethodSource
    void strangers(Object body) {
        Violation violation = reader().onlyViolation(body);

        assertThat(violation.field()).isEqualTo("body");
        assertThat(violation.found()).contains("type").contains(body.getClass().getName());
    }

    @Test
    void nodes_that_are_no_object_are_refused() {
        assertThat(reader().onlyViolation(new IntNode(7)).found()).isEqualTo("JSON that is a number");
        assertThat(reader().onlyViolation(new BinaryNode(new byte[1])).found()).isEqualTo("JSON that is a binary");
    }

    @Test
    void keys_that_are_no_text_are_refused() {
        Map<Object, Object> body = new HashMap<>(Map.of("prompt", "x", 7, "y"));
        body.put(null, "z");

        assertThat(reader().violations(body))
                .extracting(Violation::found)
                .containsExactlyInAnyOrder("a key that is 7", "a key that is nothing");
    }

    @Test
    void a_value_that_throws_when_it_is_touched_is_a_violation() {
        CharSequence hostile = new CharSequence() {
            @Override
            public int length() {
                throw new IllegalStateException("secret");
            }

            @Override
            public char charAt(int index) {
                throw new IllegalStateException("secret");
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                throw new IllegalStateException("secret");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("secret");
            }
        };

        for (Violation violation : List.of(
                reader().onlyViolation(hostile),
                reader().onlyViolation(Map.of("prompt", hostile)),
                reader().onlyViolation("x", Map.of("Duration", hostile)))) {
            assertThat(violation.found()).contains("IllegalStateException");
            assertThat(violation.toString()).doesNotContain("secret");
        }
    }

    @Test
    void a_stream_that_breaks_is_a_violation() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("secret");
            }
        };

        assertThat(reader().onlyViolation(broken).toString())
                .contains("cannot be read")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{a cat}", "[1]", "[\"a\"]", "a cat", "{\"prompt\":\"a\"}"})
    void with_body_format_prompt_all_text_is_the_prompt(String text) {
        assertThat(format(BodyFormat.prompt).request(text).prompt()).isEqualTo(text);
    }

    @Test
    void with_body_format_prompt_maps_and_lists_are_what_they_always_are() {
        assertThat(format(BodyFormat.prompt).request(Map.of("prompt", "x")).prompt())
                .isEqualTo("x");
        assertThat(format(BodyFormat.prompt).onlyViolation(List.of("x")).found())
                .isEqualTo("a list");
    }

    @Test
    void with_body_format_json_text_must_be_an_object() {
        assertThat(format(BodyFormat.json).request(JSON).prompt()).isEqualTo(PROMPT);
        assertThat(format(BodyFormat.json).onlyViolation("a cat").found()).contains("not valid JSON");
        assertThat(format(BodyFormat.json).onlyViolation("\"a cat\"").found()).isEqualTo("JSON that is a string");
        assertThat(format(BodyFormat.json).onlyViolation("null").found()).isEqualTo("JSON that is a null");
        assertThat(format(BodyFormat.json).onlyViolation("[1]").found()).isEqualTo("a list");
        assertThat(format(BodyFormat.json)
                        .read("", Map.of("Prompt", "x"))
                        .request()
                        .prompt())
                .isEqualTo("x");
    }
}
