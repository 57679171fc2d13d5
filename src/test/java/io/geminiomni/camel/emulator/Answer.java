package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer, before it is known how it will be sent. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    static Answer text(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(int status, JsonNode body) {
        return of(status, "application/json; charset=utf-8", Json.bytes(body));
    }

    static Answer html(int status, String title) {
        return text(
                status,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>%1$s</title></head><body><h1>%1$s</h1></body></html>"
                        .formatted(title));
    }

    Answer with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }
}
