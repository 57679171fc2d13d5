package io.geminiomni.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.request.Violation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets into requests by mistake or on purpose, through routes: what is refused is not sent, and what is sent is as it was. */
class HostileExchangeTest extends GeminiOmniTestSupport {
    private static final int DEEP = 10_000;
    private static final long LARGE = 100_000_000;
    private static final String COMMA = "https://example.com/a,b.jpg?size=1,2";
    private static final String ENCODED = "https://example.com/caf%C3%A9%20a%2Cb.jpg?sig=a%2Fb%2Bc%3D&x=1";

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:create").to("gemini-omni:adverts");
                from("direct:validate").to("gemini-omni:adverts?operation=validate");
                from("direct:prompt").to("gemini-omni:adverts?bodyFormat=prompt");
                from("direct:uncached").streamCache("false").to("gemini-omni:adverts");
                from("direct:urls")
                        .to("gemini-omni:adverts?imageUrls=RAW(" + COMMA + " " + ENCODED + " " + COMMA + ")");
            }
        };
    }

    static Stream<Object> refusedBodies() {
        return Stream.of(
                "{\"prompt\":\"a cat\",\"duration\":NaN}",
                "{\"prompt\":\"a cat\",\"duration\":1e400}",
                "{\"prompt\":\"a cat\",\"duration\":-Infinity}",
                Map.of("prompt", "a cat", "duration", Double.NaN),
                Map.of("prompt", "a cat", "duration", "1e400"),
                "{\"prompt\":".repeat(DEEP),
                "{\"prompt\":\"a cat\",\"image_urls\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}",
                "[".repeat(DEEP) + "]".repeat(DEEP),
                Map.of("prompt", deepMap()),
                deepNode(),
                "a \0 cat",
                "{\"prompt\":\"a \\u0000 cat\"}",
                "a \ud83d cat",
                "{\"prompt\":\"a \\udc00 cat\"}",
                new byte[] {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
                "{curly} a cat",
                new byte[(int) LARGE]);
    }

    @ParameterizedTest
    @MethodSource("refusedBodies")
    void aBodyThatIsRefusedIsNotSent(Object body) {
        List<Violation> byCreate = violations(send("direct:create", body, Map.of()));

        assertThat(byCreate)
                .isNotEmpty()
                .isEqualTo(violations(send("direct:validate", body, Map.of())))
                .allSatisfy(violation -> assertThat(violation.toString()).hasSizeLessThan(600));
        assertThat(emulator().requests()).isEmpty();
        assertThat(tasks.counts()).isEmpty();
    }

    static Stream<Object> refusedHeaders() {
        return Stream.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                "1e400",
                deepMap(),
                deepNode(),
                "\0",
                "\ud83d",
                new ByteArrayInputStream(new byte[] {'6'}),
                new Object());
    }

    @ParameterizedTest
    @MethodSource("refusedHeaders")
    void aHeaderThatIsRefusedIsNamedAndNothingIsSent(Object value) {
        for (String header : List.of(
                GeminiOmniConstants.HEADER_DURATION,
                GeminiOmniConstants.HEADER_MODEL,
                GeminiOmniConstants.HEADER_IMAGE_URLS,
                GeminiOmniConstants.HEADER_OPERATION)) {
            assertThat(violations(send("direct:create", "a cat", Map.of(header, value))))
                    .extracting(Violation::field)
                    .allMatch(field -> field.startsWith(header));
        }
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aHundredMegabytesAreNotRead() {
        CountedStream direct = new CountedStream();
        assertThat(violations(send("gemini-omni:adverts", direct, Map.of())))
                .extracting(Violation::found)
                .containsExactly("more than 1048576 bytes");
        assertThat(direct.read).isEqualTo(1_048_577);

        CountedStream uncached = new CountedStream();
        assertThat(violations(send("direct:uncached", uncached, Map.of()))).hasSize(1);
        assertThat(uncached.read).isEqualTo(1_048_577);

        CountedStream header = new CountedStream();
        assertThat(violations(send("direct:create", "a cat", Map.of(GeminiOmniConstants.HEADER_PROMPT, header))))
                .hasSize(1);
        assertThat(violations(
                        send("direct:create", "a cat", Map.of(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, header))))
                .hasSize(1);
        assertThat(header.read).isZero();
        assertThat(emulator().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[cinematic] a cat", "\"a cat\" it said", "\"", "a {curly} cat", "a \ud83d\ude00 cat"})
    void aPromptThatLooksLikeJsonIsSentAsItIs(String prompt) throws Exception {
        for (Object body : List.of(prompt, prompt.getBytes(UTF_8), Map.of("prompt", prompt))) {
            assertThat(sent("direct:create", body, Map.of()).prompt()).isEqualTo(prompt);
        }
        assertThat(sent("direct:create", null, Map.of(GeminiOmniConstants.HEADER_PROMPT, prompt))
                        .prompt())
                .isEqualTo(prompt);
    }

    @Test
    void aPromptThatBeginsWithABraceIsSentWhereItCanBeNothingElse() throws Exception {
        String prompt = "{curly} a cat";

        assertThat(violations(send("direct:create", prompt, Map.of())))
                .singleElement()
                .satisfies(violation -> assertThat(violation.hint()).contains("bodyFormat=prompt"));
        assertThat(sent("direct:prompt", prompt, Map.of()).prompt()).isEqualTo(prompt);
        assertThat(sent("direct:create", Map.of("prompt", prompt), Map.of()).prompt())
                .isEqualTo(prompt);
        assertThat(sent("direct:create", null, Map.of(GeminiOmniConstants.HEADER_PROMPT, prompt))
                        .prompt())
                .isEqualTo(prompt);
    }

    @Test
    void urlsWithCommasAndEncodedCharactersAreSentAsTheyAre() throws Exception {
        assertThat(sent("direct:urls", "a cat", Map.of()).imageUrls()).containsExactly(COMMA, ENCODED, COMMA);
        for (Object header : List.of(
                List.of(COMMA, ENCODED, COMMA),
                new String[] {COMMA, ENCODED, COMMA},
                JsonNodeFactory.instance.arrayNode().add(COMMA).add(ENCODED).add(COMMA))) {
            assertThat(sent("direct:create", "a cat", Map.of(GeminiOmniConstants.HEADER_IMAGE_URLS, header))
                            .imageUrls())
                    .containsExactly(COMMA, ENCODED, COMMA);
        }
        for (String url : List.of(COMMA, ENCODED)) {
            assertThat(sent("direct:create", "a cat", Map.of(GeminiOmniConstants.HEADER_IMAGE_URLS, url))
                            .imageUrls())
                    .containsExactly(url);
        }
    }

    @Test
    void severalUrlsInOneHeaderTextAreRefusedWhateverIsBetweenThem() {
        for (String between : List.of(" ", "\n", ", ")) {
            assertThat(violations(send(
                            "direct:create",
                            "a cat",
                            Map.of(GeminiOmniConstants.HEADER_IMAGE_URLS, COMMA + between + ENCODED))))
                    .extracting(Violation::field)
                    .containsExactly(GeminiOmniConstants.HEADER_IMAGE_URLS);
        }
        assertThat(emulator().requests()).isEmpty();
    }

    private static Map<String, Object> deepMap() {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < DEEP; i++) {
            map = new HashMap<>(Map.of("deeper", map));
        }
        return map;
    }

    private static JsonNode deepNode() {
        JsonNode node = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < DEEP; i++) {
            node = JsonNodeFactory.instance.arrayNode().add(node);
        }
        return node;
    }

    private static List<Violation> violations(Exchange exchange) {
        assertThat(exchange.getException()).isExactlyInstanceOf(InvalidVideoRequestException.class);
        return exchange.getException(InvalidVideoRequestException.class).violations();
    }

    private VideoRequest sent(String route, Object body, Map<String, Object> headers) {
        long before = emulator().creates();
        Exchange exchange = send(route, body, headers);
        assertThat(exchange.getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(before + 1);
        List<String> bodies = new ArrayList<>();
        emulator().requests().forEach(request -> bodies.add(request.text()));
        return VideoRequest.fromJson(bodies.get(bodies.size() - 1));
    }

    private Exchange send(String route, Object body, Map<String, Object> headers) {
        return template.request(route, exchange -> {
            exchange.getIn().setBody(body);
            headers.forEach(exchange.getIn()::setHeader);
        });
    }

    private static final class CountedStream extends InputStream {
        private long read;

        @Override
        public int read() {
            return read++ < LARGE ? 'x' : -1;
        }
    }
}
