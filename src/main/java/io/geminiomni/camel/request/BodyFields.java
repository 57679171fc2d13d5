package io.geminiomni.camel.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a body, under the names that the body uses. */
final class BodyFields {
    private static final ObjectReader ANY_JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final String SPLITTER =
            "one exchange makes one video: give each request a file or a message of its own, or split the list before this"
                    + " step with split().body() or split().jsonpath(\"$[*]\")";
    private static final String PROMPT_HINT = "if it is meant as the prompt, set bodyFormat=prompt";

    private static final int MAX_REASON = 200;
    private static final Pattern INTERNALS =
            Pattern.compile(" \\((?:start marker|of type|bound as) .*", Pattern.DOTALL);
    private static final Pattern LONG_TOKEN = Pattern.compile("'([^'\\s]{" + (SafeText.MAX_TEXT - 1) + "})[^'\\s]+'");

    private final BodyFormat format;
    private final BodyText texts;

    BodyFields(BodyFormat format, long maxRequestSize) {
        this.format = format;
        this.texts = new BodyText(maxRequestSize);
    }

    /** The fields of the exchange's body; none if there is no body. A stream cache is reset, so that it can be read again. */
    Map<?, ?> read(Exchange exchange) throws UnreadableBodyException {
        Object body = exchange.getMessage().getBody();
        if (!(body instanceof StreamCache cache)) {
            return fields(body, exchange);
        }
        cache.reset();
        try {
            return fields(body, exchange);
        } finally {
            cache.reset();
        }
    }

    private Map<?, ?> fields(@Nullable Object body, Exchange exchange) throws UnreadableBodyException {
        if (body == null) {
            return Map.of();
        }
        if (body instanceof VideoRequest request) {
            return fields(request);
        }
        if (body instanceof Map<?, ?> map) {
            return map;
        }
        if (body instanceof JsonNode node) {
            return fields(node);
        }
        if (isList(body)) {
            throw list();
        }
        String text = texts.read(body, exchange);
        if (text == null) {
            throw new UnreadableBodyException(
                    ValueText.typeOf(body),
                    "a VideoRequest, a Map, a JSON node, text, bytes, a stream or a file",
                    "convert it before this step");
        }
        if (text.isEmpty() && isReadOnce(body)) {
            throw new UnreadableBodyException(
                    "a stream without content",
                    "a stream that was not read before, or no body",
                    "a stream that is read twice, as by Camel's redelivery, must be cached: switch stream caching on, or convert the"
                            + " body to text before this step");
        }
        return Text.isBlank(text) ? Map.of() : fields(text);
    }

    /** Whether a stream that is empty may have been read before: what it had was another request. */
    private static boolean isReadOnce(Object body) {
        Object content = body instanceof WrappedFile<?> file ? file.getBody() : body;
        return (content instanceof InputStream || content instanceof Reader) && !(content instanceof StreamCache);
    }

    private static boolean isList(Object body) {
        boolean isData =
                body instanceof Path || body instanceof File || body instanceof byte[] || body instanceof char[];
        return !isData
                && (body instanceof Iterable
                        || body instanceof Iterator
                        || body.getClass().isArray());
    }

    private static UnreadableBodyException list() {
        return new UnreadableBodyException("a list", "one request", SPLITTER);
    }

    private Map<?, ?> fields(String text) throws UnreadableBodyException {
        int first = Text.firstVisible(text);
        return switch (format) {
            case prompt, image -> promptOnly(text);
            case json -> object(parse(text, ""));
            case auto -> {
                if (first == '{') {
                    yield object(parse(text, "; " + PROMPT_HINT));
                }
                if (first == '[' && isJson(text)) {
                    throw list();
                }
                yield promptOnly(text);
            }
        };
    }

    private static Map<String, Object> promptOnly(String text) {
        return Map.of(RequestField.PROMPT.jsonName(), text);
    }

    /** Whether the text is a JSON list, also if it is nested too deeply. A prompt such as {@code [cinematic] a cat} is not. */
    private static boolean isJson(String text) {
        try {
            ANY_JSON.readTree(text);
            return true;
        } catch (StreamConstraintsException e) {
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static JsonNode parse(String text, String hint) throws UnreadableBodyException {
        try {
            return StrictJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new UnreadableBodyException(
                    "text that is not valid JSON" + where,
                    "one JSON object, each field once, and nothing after it",
                    SafeText.text(withShortTokens(withoutInternals(e.getOriginalMessage())), MAX_REASON) + hint);
        }
    }

    private static String withoutInternals(String message) {
        return INTERNALS.matcher(message).replaceFirst("");
    }

    /** Shortens tokens: a prompt in a script without blanks is one token. */
    private static String withShortTokens(String message) {
        return LONG_TOKEN.matcher(message).replaceAll("'$1…'");
    }

    private static Map<?, ?> fields(JsonNode node) throws UnreadableBodyException {
        if (node.isNull() || node.isMissingNode()) {
            return Map.of();
        }
        return node.isTextual() ? promptOnly(node.textValue()) : object(node);
    }

    private static Map<?, ?> object(JsonNode node) throws UnreadableBodyException {
        if (node.isArray()) {
            throw list();
        }
        if (!node.isObject()) {
            throw new UnreadableBodyException(
                    "JSON that is a " + node.getNodeType().name().toLowerCase(Locale.ROOT),
                    "a JSON object",
                    "put the fields between braces, as in {\"prompt\": \"A cat\"}");
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static Map<String, @Nullable Object> fields(VideoRequest request) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        RequestField.SENT.forEach(field -> fields.put(field.camelName(), request.setValue(field)));
        return fields;
    }
}
