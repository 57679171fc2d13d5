package io.geminiomni.camel.request;

/** Properties of texts. */
public final class Text {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** It is an error in any text, and so it is not overlooked as a blank. */
    private static final int NUL = 0;

    private Text() {}

    /** Whether the text has no visible character. {@code String.isBlank} counts no-break spaces and control characters as visible. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(Text::isInvisible);
    }

    private static boolean isInvisible(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || (Character.isISOControl(codePoint) && codePoint != NUL)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    static CharSequence withoutByteOrderMark(CharSequence text) {
        return text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK ? text.subSequence(1, text.length()) : text;
    }

    /** The first visible code point of a text that is not blank. */
    static int firstVisible(String text) {
        return text.codePoints()
                .filter(codePoint -> !isInvisible(codePoint))
                .findFirst()
                .orElseThrow();
    }

    /** Whether the text has half a surrogate pair, which UTF-8 cannot encode. */
    static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(codePoint -> Character.getType(codePoint) == Character.SURROGATE);
    }

    static boolean hasControl(String text) {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    static boolean hasSpace(String text) {
        return text.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** The length in UTF-8, counted no further than one past the limit. */
    static long utf8LengthUpTo(CharSequence text, long limit) {
        long bytes = 0;
        for (int i = 0; i < text.length() && bytes <= limit; i++) {
            bytes += utf8Length(text.charAt(i));
        }
        return bytes;
    }

    /** A surrogate counts as half of a character with four bytes. */
    private static int utf8Length(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
