package io.geminiomni.examples.studio;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * One HTTP request. Its headers and parameters are those of the request itself: in a Camel message, parameters of the query are
 * headers too, so that anyone could set any header with a link.
 */
final class HttpCall {
    private final HttpServerRequest request;
    private final byte[] body;

    private HttpCall(HttpServerRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    static HttpCall of(Exchange exchange) {
        Buffer body = exchange.getMessage().getBody(Buffer.class);
        return new HttpCall(
                exchange.getMessage(HttpMessage.class).getRequest(), body == null ? new byte[0] : body.getBytes());
    }

    boolean isPost() {
        return "POST".equals(request.method().name());
    }

    String path() {
        return request.path();
    }

    /** The host and port that the client asks for, from the Host header or, in HTTP/2, the authority. */
    String host() {
        return String.valueOf(request.authority());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** A parameter of the query; empty if it is missing or blank. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParam(name)).filter(value -> !value.isBlank());
    }

    byte[] body() {
        return body;
    }
}
