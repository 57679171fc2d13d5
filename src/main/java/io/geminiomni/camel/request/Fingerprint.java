package io.geminiomni.camel.request;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash by which two requests are known to be the same. It is stored with tasks, so neither the order of the fields
 * nor their encoding may ever change; each text is preceded by its length, so that no two requests share a form.
 */
final class Fingerprint {
    private Fingerprint() {}

    static String of(VideoRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, request.model());
            write(out, request.prompt());
            write(out, request.duration() == null ? null : request.duration().toString());
            write(out, request.resolution());
            write(out, request.aspectRatio());
            write(out, request.orientation());
            write(out, request.imageUrls());
            write(out, request.videoUrls());
            write(out, request.generationType());
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return HexFormat.of().formatHex(sha256(bytes.toByteArray()));
    }

    private static void write(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            write(out, value);
        }
    }

    private static void write(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
