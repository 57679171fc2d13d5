package io.geminiomni.camel.request;

import io.geminiomni.camel.net.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash by which two requests are the same. It is stored with tasks, so neither the order of the fields nor their encoding
 * may change. The length of each text precedes it, so that different requests have different bytes.
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

    /** A field of a later version counts only if it is set, with its name: requests without it keep their hashes. */
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
