package io.geminiomni.camel.request;

/** What a text is made of. */
final class Text {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Text() {}

    /** Whether nothing of it can be seen: more than {@code String.isBlank}, which takes a no-break space for ink. */
    static boolean isBlank(String text) {
        return text.codePoints().allMatch(Text::isInvisible);
    }

    private static boolean isInvisible(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    /** Text as it is without the mark that some editors begin a file with. */
    static CharSequence withoutByteOrderMark(CharSequence text) {
        return text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK ? text.subSequence(1, text.length()) : text;
    }

    /** The first code point that can be seen; the text must not be blank. */
    static int firstVisible(String text) {
        return text.codePoints()
                .filter(codePoint -> !isInvisible(codePoint))
                .findFirst()
                .orElseThrow();
    }

    /** Whether it holds half a character: such text has no UTF-8 form. */
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

    /** A surrogate is half of a character of four bytes. */
    private static int utf8Length(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
