package io.geminiomni.camel.gateway;

import java.time.Duration;
import java.util.Map;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to make.
 *
 * @param method  {@code GET} or {@code POST}
 * @param path    below the base URL, percent-encoded already
 * @param headers besides those that every call has
 * @param body    null for none
 * @param timeout for the whole call
 * @param line    the connections that may be used for it
 */
record GatewayCall(
        String method,
        String path,
        Map<String, String> headers,
        @Nullable HttpEntity body,
        Duration timeout,
        Line line) {

    enum Line {
        /** A connection of its own, made for this call and closed after it: for what costs money, and what cannot be repeated. */
        FRESH,
        /** A pooled connection, which the gateway may have closed meanwhile: for what may be repeated. */
        POOLED
    }
}
