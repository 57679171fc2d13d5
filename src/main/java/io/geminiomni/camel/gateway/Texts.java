package io.geminiomni.camel.gateway;

import org.jspecify.annotations.Nullable;

/** Makes remote text safe to store and to show. */
final class Texts {
    private Texts() {}

    /**
     * The text with blanks for control characters and the replacement character for unpaired surrogates, at most
     * {@code limit} chars long; null for null and for a blank text.
     */
    static @Nullable String clean(@Nullable String text, int limit) {
        if (text == null) {
            return null;
        }
        StringBuilder clean = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int width = Character.charCount(c);
            if (clean.length() + width > limit) {
                break;
            }
            if (Character.isISOControl(c)) {
                clean.append(' ');
            } else if (width == 1 && Character.isSurrogate((char) c)) {
                clean.append('\uFFFD');
            } else {
                clean.appendCodePoint(c);
            }
            i += width;
        }
        String stripped = clean.toString().strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
