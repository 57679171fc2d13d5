package io.geminiomni.camel.task;

import org.jspecify.annotations.Nullable;

/** Text that every store can keep: without NUL, which PostgreSQL rejects, and without half a surrogate pair, which UTF-8 cannot encode. */
final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** @throws IllegalArgumentException if the value cannot be stored; the message has the field and the position */
    static void check(String field, @Nullable String value) {
        int place = value == null ? -1 : firstUnstorable(value, 0);
        if (value != null && place >= 0) {
            throw new IllegalArgumentException(
                    "The " + field + " cannot be stored: its character " + (place + 1) + " is "
                            + (value.charAt(place) == 0 ? "NUL" : "half of a surrogate pair")
                            + ". Remove it; nothing was sent.");
        }
    }

    static boolean isStorable(String value) {
        return firstUnstorable(value, 0) < 0;
    }

    /** At most {@code maxLength} characters of the value, with those replaced that cannot be stored. */
    static @Nullable String clean(@Nullable String value, int maxLength) {
        if (value == null) {
            return null;
        }
        String cut = value.length() <= maxLength ? value : value.substring(0, maxLength);
        int place = firstUnstorable(cut, 0);
        if (place < 0) {
            return cut;
        }
        StringBuilder cleaned = new StringBuilder(cut);
        for (; place >= 0; place = firstUnstorable(cut, place + 1)) {
            cleaned.setCharAt(place, REPLACEMENT);
        }
        return cleaned.toString();
    }

    private static int firstUnstorable(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char character = value.charAt(i);
            if (Character.isHighSurrogate(character)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (character == 0 || Character.isSurrogate(character)) {
                return i;
            }
        }
        return -1;
    }
}
