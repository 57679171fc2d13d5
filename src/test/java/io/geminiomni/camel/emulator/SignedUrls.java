package io.geminiomni.camel.emulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** URLs that are valid for a while and for whoever holds them. A new instance does not honour those of another. */
final class SignedUrls {

    /** How long the gateway keeps a file. */
    static final Duration VALIDITY = Duration.ofDays(3);

    static final Answer EXPIRED = denied("Request has expired");

    private static final String ALGORITHM = "HmacSHA256";

    private final Clock clock;
    private final SecretKeySpec secret;

    SignedUrls(Clock clock) {
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.secret = new SecretKeySpec(random, ALGORITHM);
    }

    /** A path with its signature, valid until the given time. */
    String sign(String path, Instant expires, int issue) {
        long seconds = expires.getEpochSecond();
        return "%s?expires=%d&issue=%d&sig=%s".formatted(path, seconds, issue, signature(path, seconds, issue));
    }

    /**
     * Checks the URL of a request.
     *
     * @param issue the oldest issue of the URL that counts
     * @return the refusal, or {@code null} when the URL is valid
     */
    @Nullable Answer refusal(RequestHead head, int issue) {
        Map<String, String> query = parse(head.query());
        long expires = number(query.get("expires"));
        int issued = (int) number(query.get("issue"));
        byte[] expected = signature(head.path(), expires, issued).getBytes(StandardCharsets.US_ASCII);
        byte[] given = query.getOrDefault("sig", "").getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, given)) {
            return denied("The signature does not match");
        }
        return issued < issue || clock.instant().getEpochSecond() >= expires ? EXPIRED : null;
    }

    private String signature(String path, long expires, int issue) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            byte[] sum = mac.doFinal((path + '\n' + expires + '\n' + issue).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return values;
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Answer denied(String message) {
        return Answer.text(
                403,
                "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>" + message
                        + "</Message></Error>");
    }
}
