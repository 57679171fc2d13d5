package io.geminiomni.camel.download;

import io.geminiomni.camel.net.PlainHttp;
import io.geminiomni.camel.net.WebHost;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.BHttpConnection;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends GET requests, each on a new connection: without API key, cookies, authentication, redirects, decompression and
 * retries. The head of an answer has a deadline, because the time-out of each read does not end an answer that comes byte by
 * byte, or interim answers that never end.
 */
final class VideoHttp implements Closeable {
    private static final String CONNECTION = "io.geminiomni.camel.download.connection";
    private static final String CURRENT = "io.geminiomni.camel.download.current";

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final HostPolicy policy;
    private final Watchdog watchdog;
    private final Waits waits;
    private volatile boolean closed;

    VideoHttp(DownloadSettings settings, HostPolicy policy, Watchdog watchdog, Waits waits) {
        this.policy = policy;
        this.watchdog = watchdog;
        this.waits = waits;
        this.connections = connections(settings, policy);
        this.client = PlainHttp.client(settings.proxyHost(), settings.proxyPort())
                .setConnectionManager(connections)
                .setRequestExecutor(new NotingExecutor(waits.nanoTime()))
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setDefaultRequestConfig(PlainHttp.requests()
                        .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
                        .setResponseTimeout(Timeout.of(settings.idleTimeout()))
                        .build())
                .setDefaultHeaders(List.of(
                        new BasicHeader(HttpHeaders.ACCEPT, "*/*"),
                        new BasicHeader(HttpHeaders.ACCEPT_ENCODING, "identity"),
                        new BasicHeader(HttpHeaders.CONNECTION, "close")))
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(DownloadSettings settings, HostPolicy policy) {
        Timeout idle = Timeout.of(settings.idleTimeout());
        DefaultClientTlsStrategy tls = settings.sslContext() == null
                ? DefaultClientTlsStrategy.createDefault()
                : new DefaultClientTlsStrategy(settings.sslContext());
        return PlainHttp.connections(tls, settings.connectTimeout())
                .setDnsResolver(
                        new RefusingDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, settings.proxyHost()))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(idle)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(idle).build())
                // The route decides how many videos are fetched at once.
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .build();
    }

    /**
     * Requests a URL that was checked.
     *
     * @param current gets the request before it is sent, and the time that the host took to answer
     * @throws NoAnswerException if the head of the answer is not complete in time
     */
    HostAnswer get(URI url, List<Header> headers, CurrentRequest current) throws IOException {
        HttpGet request = new HttpGet(url);
        headers.forEach(request::addHeader);
        current.set(request);
        AtomicBoolean late = new AtomicBoolean();
        Future<?> alarm = watchdog.after(waits.head(), () -> {
            late.set(true);
            request.cancel();
        });
        try {
            return send(request, url, current);
        } catch (UnusableException e) {
            throw e;
        } catch (IOException e) {
            throw late.get() ? new NoAnswerException(waits.head()) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private HostAnswer send(HttpGet request, URI url, CurrentRequest current) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(CURRENT, current);
        try {
            ClassicHttpResponse response = client.executeOpen(RoutingSupport.determineHost(request), request, context);
            return new HostAnswer(request, response, (BHttpConnection) context.getAttribute(CONNECTION));
        } catch (RefusingDnsResolver.Refused e) {
            throw policy.notPublic(url, String.valueOf(WebHost.of(url)));
        } catch (HttpException | IllegalStateException e) {
            if (closed) {
                throw stopped();
            }
            throw new IOException(e);
        }
    }

    int openConnections() {
        return connections.getTotalStats().getLeased()
                + connections.getTotalStats().getAvailable();
    }

    boolean isClosed() {
        return closed;
    }

    static UnusableException stopped() {
        return new UnusableException("the component was stopped", "Fetch it again after a restart.");
    }

    @Override
    public void close() {
        closed = true;
        client.close(CloseMode.IMMEDIATE);
    }

    /** Notes the connection of a request, which the client does not show, and the wait for the answer. */
    private static final class NotingExecutor extends HttpRequestExecutor {
        private final LongSupplier nanoTime;

        NotingExecutor(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback callback,
                HttpContext context)
                throws IOException, HttpException {
            context.setAttribute(CONNECTION, connection);
            long began = nanoTime.getAsLong();
            try {
                return super.execute(request, connection, callback, context);
            } finally {
                ((CurrentRequest) context.getAttribute(CURRENT)).waited(nanoTime.getAsLong() - began);
            }
        }
    }
}
