package io.geminiomni.camel.emulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The {@code Idempotency-Key} header as the component sends it: 32 hexadecimal digits for the channel, then 32 for the
 * key. Another client may send the key itself.
 */
final class IdempotencyKeyHeader {
    private static final Pattern OF_THE_COMPONENT = Pattern.compile("[0-9a-f]{64}");
    private static final int HALF = 32;

    private IdempotencyKeyHeader() {}

    /** By what a create with this header is counted: the header itself, and the part of it that stands for the key. */
    static List<String> keysOf(String header) {
        return OF_THE_COMPONENT.matcher(header).matches() ? List.of(header, header.substring(HALF)) : List.of(header);
    }

    /** What the component sends in place of a key, whatever the channel. */
    static String hashOf(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HALF);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
