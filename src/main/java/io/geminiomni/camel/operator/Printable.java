package io.geminiomni.camel.operator;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of others for a person's terminal: on one line, without what steers a terminal, and without a URL's secrets. */
final class Printable {
    private static final Pattern SECRET_OF_URL =
            Pattern.compile("(?i)(https?://)(?:[^\\s/?#\"'<>@]*@)?([^\\s?#\"'<>]*)([?#][^\\s\"'<>]*)?");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** At most {@code max} characters, the ellipsis included. */
    static String text(String text, int max) {
        String redacted = SECRET_OF_URL.matcher(text).replaceAll(Printable::withoutSecrets);
        String line = UNPRINTABLE.matcher(redacted.replaceAll("\\R", " ")).replaceAll("?");
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }

    private static String withoutSecrets(MatchResult url) {
        return Matcher.quoteReplacement(url.group(1) + url.group(2) + (url.group(3) == null ? "" : "?…"));
    }
}
