package io.geminiomni.camel.gateway;

import io.geminiomni.camel.net.UrlSecrets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Removes from remote text the API key, a prompt and long parts of it, and the secrets of URLs. */
final class Redaction {
    /** A shorter secret may occur in ordinary words. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    Redaction(String... secrets) {
        this.secrets = Arrays.stream(secrets)
                .map(secret -> Texts.clean(secret, Integer.MAX_VALUE))
                .filter(Objects::nonNull)
                .filter(secret -> secret.length() >= SHORTEST)
                .toList();
    }

    /** The {@linkplain Texts#clean cleaned} text without secrets. Shorten it afterwards only: else half a secret may remain. */
    String apply(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = secret.length() > Quotes.SHOWN ? Quotes.cut(redacted, secret) : redacted.replace(secret, "…");
        }
        return UrlSecrets.hideIn(redacted);
    }
}
