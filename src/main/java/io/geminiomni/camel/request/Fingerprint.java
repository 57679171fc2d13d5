package io.geminiomni.camel.request;

import io.geminiomni.camel.net.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a request. It is stored with tasks, so the order of the fields and their encoding must not change. Each text is
 * preceded by its length, so that different requests have different bytes.
 */
final class Fingerprint {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static String of(VideoRequest request) {
        Fingerprint fingerprint = new Fingerprint();
        for (RequestField field : RequestField.SENT) {
            fingerprint.add(field.jsonName(), field.isOfFirstVersion(), request.value(field));
        }
        return fingerprint.hash();
    }

    /** A field of a later version is added only if it is set, with its name, so that requests without it keep their hashes. */
    void add(String name, boolean isOfFirstVersion, @Nullable Object value) {
        if (isOfFirstVersion) {
            add(value);
        } else if (value != null && !List.of().equals(value)) {
            add(name);
            add(value);
        }
    }

    private void add(@Nullable Object value) {
        if (value instanceof List<?> list) {
            add(list.size());
            list.forEach(this::add);
        } else if (value == null) {
            add(-1);
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            add(text.length);
            bytes.writeBytes(text);
        }
    }

    private void add(int number) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    String hash() {
        return Sha256.of(bytes.toByteArray());
    }
}
