package io.geminiomni.camel.net;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes from URLs what may be a secret: the user info, the query and the fragment. */
public final class UrlSecrets {
    private static final String HIDDEN = "…";
    private static final Pattern URL_IN_TEXT = Pattern.compile("://[^\\s\"'<>]*+");

    private UrlSecrets() {}

    /** One URL, of any scheme or of none, without its secrets. */
    public static String hide(String url) {
        int end = firstOf(url, "?#", 0);
        String shown = url.substring(0, end);
        int authority = shown.indexOf("//");
        if (authority >= 0) {
            int from = authority + 2;
            int userInfoEnd = shown.lastIndexOf('@', firstOf(shown, "/\\", from) - 1);
            if (userInfoEnd >= from) {
                shown = shown.substring(0, from) + HIDDEN + shown.substring(userInfoEnd);
            }
        }
        return end < url.length() ? shown + "?" + HIDDEN : shown;
    }

    /** A text without the secrets of the URLs in it. A URL ends at a blank, a quote or an angle bracket. */
    public static String hideIn(String text) {
        return URL_IN_TEXT.matcher(text).replaceAll(UrlSecrets::replacement);
    }

    private static String replacement(MatchResult url) {
        return Matcher.quoteReplacement(hide(url.group()));
    }

    private static int firstOf(String text, String any, int from) {
        for (int i = from; i < text.length(); i++) {
            if (any.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }
}
