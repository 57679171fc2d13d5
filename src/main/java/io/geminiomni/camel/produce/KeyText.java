package io.geminiomni.camel.produce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.geminiomni.camel.submit.SubmissionKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.Temporal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of a value that is used as an idempotency key. Only values with a stable text are keys. The {@code toString} of an
 * arbitrary object changes with each redelivery, which would pay again, and a stream can be read only once.
 */
final class KeyText {
    static final String ALLOWED = "text, a number, a UUID or a time, of 1 to " + SubmissionKey.MAX_LENGTH
            + " characters, not only white space, no control characters";

    private KeyText() {}

    /** @throws IllegalArgumentException if the value has no stable text */
    static String of(@Nullable Object value) {
        if (value == null || value instanceof NullNode || value instanceof MissingNode) {
            return "";
        }
        if (value instanceof byte[] bytes) {
            return decoded(bytes);
        }
        if (value instanceof JsonNode node && (node.isTextual() || node.isNumber() || node.isBoolean())) {
            return node.asText();
        }
        if (!isPlain(value)) {
            throw new IllegalArgumentException(value.getClass().getName() + " has no text of its own");
        }
        try {
            return String.valueOf(value.toString());
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(value.getClass().getName() + " cannot be read", e);
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum
                || value instanceof UUID
                || value instanceof Temporal;
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("bytes that are not UTF-8", e);
        }
    }
}
