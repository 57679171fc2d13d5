package io.geminiomni.examples.studio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Protects the studio from other web sites that the user has open. Each request must name the studio as its host, so that a
 * foreign name that resolves to this machine is refused. A request that changes something must come from the studio's own page
 * and have the token of this run, which only that page can read.
 */
final class Guard {
    static final String TOKEN_HEADER = "X-Studio-Token";

    private static final int DEFAULT_PORT = 80;

    /** No foreign host, no inline script or style, and no HTML made from text. */
    private static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; connect-src 'self';"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final String token = newToken();
    private final int port;
    private final Set<String> hosts;

    Guard(int port) {
        this.port = port;
        // A browser omits the default port of HTTP.
        this.hosts = port == DEFAULT_PORT
                ? Set.of("127.0.0.1", "localhost", "127.0.0.1:" + port, "localhost:" + port)
                : Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** What a page sends with each request that changes something. */
    String token() {
        return token;
    }

    /** Why a request is refused; empty if it is allowed. */
    Optional<Reply> refusal(HttpCall call) {
        String host = call.host();
        if (!isOwn(host)) {
            return Optional.of(
                    Reply.error(421, "This is the studio of this machine. Open it at http://127.0.0.1:" + port + "/"));
        }
        if (!call.isPost()) {
            return Optional.empty();
        }
        boolean ownPage = call.header("Origin").map(("http://" + host)::equals).orElse(true)
                && call.header("Sec-Fetch-Site").map("same-origin"::equals).orElse(true);
        if (!ownPage || !hasToken(call)) {
            return Optional.of(Reply.error(
                    403,
                    "The request did not come from this run of the studio. Nothing was changed. Load the page again"));
        }
        return Optional.empty();
    }

    /** Whether a host, with its port, is that of the studio. */
    boolean isOwn(String host) {
        return hosts.contains(host);
    }

    private boolean hasToken(HttpCall call) {
        byte[] given = call.header(TOKEN_HEADER).orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }

    Reply secured(Reply reply) {
        Reply secured = reply;
        for (Map.Entry<String, String> header : SECURITY_HEADERS.entrySet()) {
            secured = secured.with(header.getKey(), header.getValue());
        }
        return secured;
    }

    private static String newToken() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
