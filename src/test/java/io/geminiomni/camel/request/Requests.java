package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Short ways to read a request in tests. */
final class Requests {
    static final CamelContext CONTEXT = new DefaultCamelContext();
    static final String IMAGE = "https://example.com/a.jpg";
    static final String VIDEO = "https://example.com/v.mp4";

    private BodyFormat format = BodyFormat.auto;
    private long maxRequestSize = 1_000_000;
    private boolean strict = true;
    private RequestDefaults defaults = new RequestDefaults();

    static Requests reader() {
        return new Requests();
    }

    static Requests lenient() {
        Requests requests = new Requests();
        requests.strict = false;
        return requests;
    }

    static Requests format(BodyFormat format) {
        Requests requests = new Requests();
        requests.format = format;
        return requests;
    }

    static Requests limit(long maxRequestSize) {
        Requests requests = new Requests();
        requests.maxRequestSize = maxRequestSize;
        return requests;
    }

    static Requests options(Map<String, String> options) {
        return reader().with(options);
    }

    Requests with(Map<String, String> options) {
        defaults = defaults(options);
        return this;
    }

    static RequestDefaults defaults(Map<String, String> options) {
        RequestDefaults defaults = new RequestDefaults();
        for (RequestField field : RequestField.values()) {
            defaults = defaults.with(field, options.get(field.camelName()));
        }
        return defaults;
    }

    static Exchange exchange(Object body, Map<String, ?> headers) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody(body);
        headers.forEach((name, value) -> exchange.getMessage().setHeader("CamelGeminiOmni" + name, value));
        return exchange;
    }

    NormalizedRequest read(Object body) {
        return read(body, Map.of());
    }

    NormalizedRequest read(Object body, Map<String, ?> headers) {
        return new VideoRequestReader(defaults, format, maxRequestSize, strict).read(exchange(body, headers));
    }

    VideoRequest request(Object body) {
        return read(body).request();
    }

    List<Violation> violations(Object body) {
        return violations(body, Map.of());
    }

    List<Violation> violations(Object body, Map<String, ?> headers) {
        return catchThrowableOfType(InvalidVideoRequestException.class, () -> read(body, headers))
                .violations();
    }

    Violation onlyViolation(Object body) {
        return onlyViolation(body, Map.of());
    }

    Violation onlyViolation(Object body, Map<String, ?> headers) {
        List<Violation> violations = violations(body, headers);
        if (violations.size() != 1) {
            throw new AssertionError("expected one violation: " + violations);
        }
        return violations.get(0);
    }

    /** JSON with single quotes, and with a prompt. */
    static String json(String fields) {
        return ("{'prompt':'a cat'" + (fields.isEmpty() ? "" : "," + fields) + "}").replace('\'', '"');
    }

    static String urls(int count) {
        return String.join(",", Collections.nCopies(count, "'" + IMAGE + "'"));
    }
}
