package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Map;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP call.
 *
 * @param method  {@code GET} or {@code POST}
 * @param path    below the base URL, percent-encoded
 * @param headers in addition to those of every call
 */
record GatewayCall(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable HttpEntity body,
        Duration timeout,
        Line line) {

    /** A call that can be repeated. */
    static GatewayCall get(String path, Duration timeout) {
        return new GatewayCall("GET", path, Map.of(), null, timeout, Line.POOLED);
    }

    /** A call that costs money or cannot be repeated. */
    static GatewayCall post(String path, Map<String, String> headers, HttpEntity body, Duration timeout) {
        return new GatewayCall("POST", path, headers, body, timeout, Line.FRESH);
    }

    enum Line {
        /** A new connection, closed after the call. */
        FRESH,
        /** A pooled connection, which the gateway may have closed. */
        POOLED
    }
}
