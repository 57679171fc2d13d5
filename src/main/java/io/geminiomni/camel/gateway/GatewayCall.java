package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP call.
 *
 * @param method  {@code GET} or {@code POST}. For each call Camel would look through all its converters for the one of a text
 * @param path    below the base URL, percent-encoded
 * @param headers in addition to those of every call
 */
record GatewayCall(
        HttpMethods method,
        String path,
        Map<String, String> headers,
        @Nullable HttpEntity body,
        Duration timeout,
        Line line) {

    /** A call that can be repeated. */
    static GatewayCall get(String path, Duration timeout) {
        return new GatewayCall(HttpMethods.GET, path, Map.of(), null, timeout, Line.POOLED);
    }

    /** A call that costs money or cannot be repeated. */
    static GatewayCall post(String path, Map<String, String> headers, HttpEntity body, Duration timeout) {
        return new GatewayCall(HttpMethods.POST, path, headers, body, timeout, Line.FRESH);
    }

    enum Line {
        /** A new connection, closed after the call. */
        FRESH,
        /** A pooled connection, which the gateway may have closed. */
        POOLED
    }
}
