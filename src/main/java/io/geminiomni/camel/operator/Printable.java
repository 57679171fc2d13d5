package io.geminiomni.camel.operator;

import io.geminiomni.camel.net.UrlSecrets;
import java.util.regex.Pattern;

/** Text of others for a person's terminal: on one line, without what steers a terminal, and without a URL's secrets. */
final class Printable {
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** At most {@code max} characters, the ellipsis included. */
    static String text(String text, int max) {
        String line = UNPRINTABLE
                .matcher(UrlSecrets.hideIn(text).replaceAll("\\R", " "))
                .replaceAll("?");
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }
}
