package io.geminiomni.camel.request;

import io.geminiomni.camel.net.UrlSecrets;

/** What of a foreign value may stand in a message or a log: a little of it, on one line, and never a URL's secrets. */
final class SafeText {
    /** As much of a prompt as may be shown, in case the text is one. */
    static final int MAX_TEXT = 40;

    private static final int MAX_URL = 60;

    private static final String CUT = "…";

    private SafeText() {}

    /** At most {@code max} characters, the ellipsis included, and between words if that leaves enough of them; what would break a line or a terminal is escaped. */
    static String text(String value, int max) {
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            int codePoint = value.codePointAt(at);
            String piece = isPlain(codePoint) ? Character.toString(codePoint) : String.format("\\u%04x", codePoint);
            int next = at + Character.charCount(codePoint);
            int room = next < value.length() ? max - CUT.length() : max;
            if (shown.length() + piece.length() > room) {
                return cut(shown, codePoint);
            }
            shown.append(piece);
            at = next;
        }
        return shown.toString();
    }

    private static String cut(StringBuilder shown, int next) {
        int blank = shown.lastIndexOf(" ");
        if (!Character.isWhitespace(next) && blank > shown.length() / 2) {
            shown.setLength(blank);
        }
        return shown.toString().stripTrailing() + CUT;
    }

    static String text(String value) {
        return text(value, MAX_TEXT);
    }

    static String textOrUrl(String value) {
        return value.contains("://") ? url(value) : text(value);
    }

    /** A URL without its user info, query and fragment: each may hold a secret. */
    static String url(String url) {
        String shown = UrlSecrets.hide(url);
        int query = shown.indexOf('?');
        return query < 0 ? text(shown, MAX_URL) : text(shown.substring(0, query), MAX_URL - 2) + "?" + CUT;
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
