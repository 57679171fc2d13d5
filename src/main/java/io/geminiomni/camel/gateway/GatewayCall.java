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
 * @param body    null for none
 * @param timeout for the whole call
 * @param line    the connections that it may use
 */
record GatewayCall(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable HttpEntity body,
        Duration timeout,
        Line line) {

    enum Line {
        /** A new connection, closed after the call: for calls that cost money or cannot be repeated. */
        FRESH,
        /** A pooled connection, which the gateway may have closed: for calls that can be repeated. */
        POOLED
    }
}
