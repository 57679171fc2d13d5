package io.geminiomni.camel.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived.
 *
 * @param target path and query, still encoded
 * @param headers by name, whatever its case
 * @param body what was read of the body, at most its first 64 KB
 * @param bodyLength the whole length of the body
 * @param connection which of the emulator's connections brought it, from 1
 * @param numberOnConnection how many requests that connection had brought, this one included
 */
public record ReceivedRequest(
        Call call,
        String method,
        String target,
        Map<String, List<String>> headers,
        byte[] body,
        long bodyLength,
        long connection,
        int numberOnConnection) {

    static final int KEPT = 64 * 1024;

    static ReceivedRequest of(Call call, RequestHead head, RequestInput.Body body, Connection connection) {
        byte[] kept = body.bytes().length > KEPT ? Arrays.copyOf(body.bytes(), KEPT) : body.bytes();
        return new ReceivedRequest(
                call,
                head.method(),
                head.target(),
                head.headers(),
                kept,
                body.length(),
                connection.number(),
                connection.requests());
    }

    /** The path, still encoded. */
    public String path() {
        return target.split("\\?", 2)[0];
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The first value of a header field, whatever the case of its name. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }
}
