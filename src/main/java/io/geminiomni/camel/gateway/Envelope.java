package io.geminiomni.camel.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of an answer: <code>{"code":…,"msg":…,"data":{…}}</code>. Old deployments answer with the data alone.
 *
 * @param code    as text, also where the gateway writes an integer; null without an envelope, which is always a success; empty if
 *                an envelope that names a task has none that can be read
 * @param message of the gateway, cleaned, not redacted
 * @param data    the object with the facts, if any
 */
record Envelope(
        @Nullable String code,
        @Nullable String message,
        @Nullable JsonNode data) {
    private static final String SUCCESS = "20000";
    private static final String SERVER_ERROR = "-1";
    private static final String NO_CODE = "";
    private static final String AUTHENTICATION_FAILED = "20001";
    private static final Pattern SUCCESS_ELSEWHERE = Pattern.compile("0|2\\d\\d");
    private static final String TASK_ID = "task_id";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_MESSAGE = 10_000;
    private static final int MAX_CODE = 32;

    /**
     * Rejects what Jackson accepts by default: duplicate keys, and text after the end. It does not cache field names: an
     * answer with colliding names would slow down all later ones.
     */
    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The envelope in a body; null if the body has none. */
    static @Nullable Envelope in(byte[] body) {
        JsonNode root = parse(body);
        if (root == null || !root.isObject()) {
            return null;
        }
        String code = code(root.get("code"));
        JsonNode data = root.get("data");
        boolean framed = data != null && data.isObject();
        if (code == null) {
            return hasTaskId(root)
                    ? new Envelope(null, null, root)
                    : framed && hasTaskId(data) ? new Envelope(NO_CODE, message(root), data) : null;
        }
        return new Envelope(code, message(root), framed ? data : hasTaskId(root) ? root : null);
    }

    boolean success() {
        return code == null || code.equals(SUCCESS);
    }

    boolean hasCode() {
        return !NO_CODE.equals(code);
    }

    boolean serverError() {
        return SERVER_ERROR.equals(code);
    }

    boolean authenticationFailed() {
        return AUTHENTICATION_FAILED.equals(code);
    }

    /** Whether the answer names a task, with a valid id or not. */
    boolean namesTask() {
        return data != null && hasTaskId(data);
    }

    /** The id of the task that the answer names, valid or not; null if it names none. */
    @Nullable String namedTask() {
        if (data == null || !hasTaskId(data)) {
            return null;
        }
        JsonNode id = data.get(TASK_ID);
        return id.isValueNode() ? id.asText() : id.toString();
    }

    /** Whether this may be a success in a form that the contract does not have: it is no known success, and no certain error. */
    boolean mayBeSuccess() {
        return (code != null && SUCCESS_ELSEWHERE.matcher(code).matches()) || hasOtherTaskId();
    }

    /** Whether the data has the id of a task under a name that the contract does not have. */
    boolean hasOtherTaskId() {
        return data != null && data.hasNonNull("taskId");
    }

    private static boolean hasTaskId(JsonNode object) {
        JsonNode id = object.get(TASK_ID);
        return id != null && !id.isNull() && !(id.isTextual() && id.textValue().isBlank());
    }

    private static @Nullable String code(@Nullable JsonNode code) {
        if (code == null || !(code.isTextual() || (code.isNumber() && code.canConvertToExactIntegral()))) {
            return null;
        }
        return Texts.clean(code.isNumber() ? code.bigIntegerValue().toString() : code.textValue(), MAX_CODE);
    }

    private static @Nullable String message(JsonNode root) {
        return Stream.of(root.path("msg"), root.path("message"), root.path("error"), root.at("/error/message"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .map(text -> Texts.clean(text.textValue(), MAX_MESSAGE))
                .orElse(null);
    }

    private static @Nullable JsonNode parse(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return STRICT.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        }
    }
}
