package io.geminiomni.camel.net;

import java.net.URI;
import java.net.URISyntaxException;

/** Parses URIs from outside. */
public final class Uris {
    private Uris() {}

    /**
     * Parses a URI as {@link URI#URI(String)} does, which throws an undeclared exception for an IPv6 address with a number that is
     * too long, such as {@code http://[::1:1.99999999999.0.1]/}.
     *
     * @throws URISyntaxException if the text is not a URI
     */
    public static URI parse(String text) throws URISyntaxException {
        try {
            return new URI(text);
        } catch (NumberFormatException e) {
            throw new URISyntaxException(text, "A number of the IPv6 address is too long");
        }
    }
}
