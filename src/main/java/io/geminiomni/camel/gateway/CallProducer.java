package io.geminiomni.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.http.HttpProducer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends the calls of the gateway client through camel-http. Each call has an exchange of its own, so that no header of a
 * route is sent and no header of the answer reaches a route.
 *
 * <p>{@link HttpProducer} makes the URI, the request and its entity. Only the execution of the request
 * is overridden. The one of {@code HttpProducer} bounds neither the time of a whole call nor the size of an answer,
 * deserialises and unpacks answers by their headers, and reads the rest of an answer before it closes it. It also does not
 * tell whether a request that failed can have left, on which depends whether a create may be sent again.
 */
final class CallProducer extends HttpProducer {
    /** The longest answer that is read, in bytes. */
    static final int MAX_ANSWER = 1024 * 1024;

    private static final String PENDING = "io.geminiomni.camel.gateway.pending";

    private final GatewaySettings settings;
    private final ScheduledExecutorService watchdog;

    CallProducer(HttpEndpoint endpoint, GatewaySettings settings, ScheduledExecutorService watchdog) {
        super(endpoint);
        this.settings = settings;
        this.watchdog = watchdog;
    }

    private static final class Pending {
        final GatewayCall call;
        volatile boolean sending;
        volatile boolean timedOut;
        int httpStatus;

        @Nullable GatewayAnswer answer;

        Pending(GatewayCall call) {
            this.call = call;
        }
    }

    /** Notes when a request begins to leave, on a connection whose TLS handshake and tunnel are complete. */
    static final class NotingExecutor extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback callback,
                HttpContext context)
                throws IOException, HttpException {
            if (!Method.CONNECT.isSame(request.getMethod())
                    && context.getAttribute(PENDING) instanceof Pending pending) {
                pending.sending = true;
            }
            return super.execute(request, connection, callback, context);
        }
    }

    GatewayAnswer send(GatewayCall call) throws CallFailedException {
        Pending pending = new Pending(call);
        Exchange exchange = getEndpoint().createExchange();
        exchange.setProperty(PENDING, pending);
        exchange.getIn().setHeader(Exchange.HTTP_METHOD, call.method());
        exchange.getIn().setHeader(Exchange.HTTP_PATH, call.path());
        exchange.getIn().setBody(call.body());
        try {
            process(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(pending, e);
        } catch (Exception | StackOverflowError e) {
            throw failure(pending, e);
        }
        if (pending.answer == null || !pending.sending) {
            // HttpClient returns a proxy's refusal to tunnel as if it were the answer.
            throw new CallFailedException(
                    "the proxy refused to connect to " + origin() + " with HTTP " + pending.httpStatus,
                    pending.sending,
                    0,
                    null);
        }
        return pending.answer;
    }

    @Override
    protected <T> @Nullable T executeMethod(
            Exchange exchange, HttpHost host, HttpUriRequest request, HttpClientResponseHandler<T> ignored)
            throws IOException, HttpException {
        Pending pending = exchange.getProperty(PENDING, Pending.class);
        request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + settings.apiKey());
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        pending.call.headers().forEach(request::setHeader);
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(PENDING, pending);

        Future<?> alarm = watchdog.schedule(
                () -> {
                    pending.timedOut = true;
                    request.abort();
                },
                pending.call.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        try (ClassicHttpResponse response = getHttpClient().executeOpen(host, request, context)) {
            pending.httpStatus = response.getCode();
            pending.answer = read(request, response);
        } finally {
            alarm.cancel(false);
        }
        return null;
    }

    private static GatewayAnswer read(HttpUriRequest request, ClassicHttpResponse response) throws IOException {
        try {
            Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
            return new GatewayAnswer(
                    response.getCode(), retryAfter == null ? null : retryAfter.getValue(), body(response.getEntity()));
        } catch (IOException | RuntimeException e) {
            // Without this, closing the answer first reads the rest of it, which may be endless.
            request.abort();
            throw e;
        }
    }

    private static byte[] body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        // Not closed here: that would read to the end. The whole answer is closed instead.
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(MAX_ANSWER + 1);
        if (body.length > MAX_ANSWER) {
            throw new IOException("The answer is longer than " + MAX_ANSWER + " bytes");
        }
        return body;
    }

    /** Errors of HttpClient may quote the answer, such as a malformed header. */
    private CallFailedException failure(Pending pending, Throwable cause) {
        boolean quotesRemote = pending.sending && cause.getClass().getName().startsWith("org.apache.hc.");
        return new CallFailedException(
                what(pending, cause, quotesRemote), pending.sending, pending.httpStatus, quotesRemote ? null : cause);
    }

    private String what(Pending pending, Throwable cause, boolean quotesRemote) {
        boolean silent = pending.sending && cause instanceof SocketTimeoutException;
        if (pending.timedOut || silent) {
            return (pending.sending ? "no whole answer" : "no connection to " + origin()) + " within "
                    + pending.call.timeout();
        }
        String why =
                quotesRemote || cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return pending.sending
                ? "the exchange with " + origin() + " broke off (" + why + ")"
                : "no connection to " + origin() + " (" + why + ")"
                        + (isNotTls(cause) ? "; is the option baseUrl right to begin with https?" : "");
    }

    /** For a faulty certificate or protocol parameter Java throws a subclass. */
    private static boolean isNotTls(Throwable cause) {
        return cause.getClass() == SSLException.class;
    }

    private String origin() {
        return settings.baseUrl().getScheme() + "://" + settings.baseUrl().getRawAuthority();
    }
}
