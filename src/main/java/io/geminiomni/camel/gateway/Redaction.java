package io.geminiomni.camel.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of remote text what no message may hold: the API key, a prompt and long parts of it, and the queries of URLs. */
final class Redaction {
    /** Also of a URL without a query, so that no character is looked at for two of them. */
    private static final Pattern URL = Pattern.compile("(?i)(https?://[^\\s?#\"'<>]*+)([?#][^\\s\"'<>]*+)?");
    /** A shorter secret would be found in ordinary words. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    Redaction(String... secrets) {
        this.secrets = Arrays.stream(secrets)
                .map(secret -> Texts.clean(secret, Integer.MAX_VALUE))
                .filter(Objects::nonNull)
                .filter(secret -> secret.length() >= SHORTEST)
                .toList();
    }

    /** The {@linkplain Texts#clean cleaned} text without them. Cut it after, or half a secret may stay. */
    String apply(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = secret.length() > Quotes.SHOWN ? Quotes.cut(redacted, secret) : redacted.replace(secret, "…");
        }
        return URL.matcher(redacted).replaceAll(Redaction::withoutQuery);
    }

    private static String withoutQuery(MatchResult url) {
        return Matcher.quoteReplacement(url.group(1) + (url.group(2) == null ? "" : "?…"));
    }
}
