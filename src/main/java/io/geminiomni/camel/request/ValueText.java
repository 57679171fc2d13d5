package io.geminiomni.camel.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows an invalid value in a message: shortened, and without calling the {@code toString} of an unknown type. */
final class ValueText {
    private static final int LONGEST_NUMBER_BITS = 256;
    private static final int LONGEST_TYPE = 44;

    private ValueText() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof String text) {
            return '"' + SafeText.textOrUrl(text) + '"';
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof Map || (value instanceof JsonNode node && node.isObject())) {
            return "an object";
        }
        if (value instanceof JsonNode node && node.isArray()) {
            return "a list of " + node.size();
        }
        return isShort(value) ? SafeText.text(value.toString()) : typeOf(value);
    }

    static String typeOf(Object value) {
        return "a value of type " + SafeText.text(value.getClass().getName(), LONGEST_TYPE);
    }

    private static boolean isShort(Object value) {
        if (value instanceof BigInteger number) {
            return number.bitLength() <= LONGEST_NUMBER_BITS;
        }
        if (value instanceof BigDecimal number) {
            return number.unscaledValue().bitLength() <= LONGEST_NUMBER_BITS;
        }
        return value instanceof Boolean
                || (value instanceof Number && value.getClass().getName().startsWith("java.lang."));
    }
}
