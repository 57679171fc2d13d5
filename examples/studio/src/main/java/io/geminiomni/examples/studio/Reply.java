package io.geminiomni.examples.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

/** The answer to an HTTP request: its status, its headers, and its body, which is bytes or a stream. */
record Reply(int status, Map<String, String> headers, Object body) {
    static final ObjectMapper JSON = new ObjectMapper();

    static Reply of(int status, String contentType, Object body) {
        return new Reply(status, Map.of("Content-Type", contentType), body);
    }

    static Reply json(int status, Object value) {
        try {
            return of(status, "application/json", JSON.writeValueAsBytes(value)).with("Cache-Control", "no-store");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer could not be written as JSON", e);
        }
    }

    static Reply error(int status, String message) {
        return json(status, Map.of("message", message));
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    /** With an ETag of its content; without its body if the client has the same already. */
    Reply unlessKnown(HttpCall call) {
        String tag = '"' + hash((byte[]) body) + '"';
        Reply tagged = with("ETag", tag).with("Cache-Control", "no-cache");
        Optional<String> known = call.header("If-None-Match");
        return known.isPresent() && known.get().contains(tag) ? new Reply(304, tagged.headers, new byte[0]) : tagged;
    }

    void writeTo(Exchange exchange) {
        Message answer = new DefaultMessage(exchange);
        headers.forEach(answer::setHeader);
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        answer.setBody(body);
        exchange.setMessage(answer);
    }

    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java platform has SHA-256", e);
        }
    }
}
