package io.geminiomni.camel.gateway;

import io.geminiomni.camel.concurrent.ThreadPools;
import io.geminiomni.camel.net.PlainHttp;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls through a private camel-http component with two endpoints at the base URL: one for calls on a new connection,
 * one for calls on pooled connections.
 *
 * <p>The HTTP clients are built here, because those of the component retry, and because an application may change the
 * settings of the component for all its {@code http:} endpoints.
 */
final class GatewayTransport extends ServiceSupport {
    private final CamelContext context;
    private final GatewaySettings settings;
    private final DnsResolver dns;

    private volatile @Nullable Started started;

    /** @param services in the order in which they are started */
    private record Started(
            CallProducer fresh, CallProducer pooled, List<Service> services, List<ExecutorService> threads) {}

    GatewayTransport(CamelContext context, GatewaySettings settings, DnsResolver dns) {
        this.context = context;
        this.settings = settings;
        this.dns = dns;
    }

    /**
     * Sends the call once and waits for the whole answer, at most for its time-out.
     *
     * @throws CallFailedException if there is no whole answer
     */
    GatewayAnswer send(GatewayCall call) throws CallFailedException {
        Started now = started;
        if (now == null) {
            throw new CallFailedException("the client is stopped", false, 0, null);
        }
        return switch (call.line()) {
            case FRESH -> now.fresh().send(call);
            case POOLED -> now.pooled().send(call);
        };
    }

    @Override
    protected void doStart() throws Exception {
        SSLContext ssl = settings.sslContextParameters() == null
                ? SSLContexts.createDefault()
                : settings.sslContextParameters().createSSLContext(context);
        ScheduledExecutorService watchdog = new ThreadPools(context).timer(this, "GeminiOmniDeadline");
        ExecutorService lookups = context.getExecutorServiceManager().newCachedThreadPool(this, "GeminiOmniLookup");
        HttpComponent component = new HttpComponent();
        component.setCamelContext(context);
        component.setCookieManagementDisabled(true);
        component.setAutomaticRetriesDisabled(true);
        HttpEndpoint forFresh = endpoint(component, connections(ssl, lookups), GatewayCall.Line.FRESH);
        HttpEndpoint forPooled = endpoint(component, connections(ssl, lookups), GatewayCall.Line.POOLED);
        CallProducer fresh = new CallProducer(forFresh, settings, watchdog);
        CallProducer pooled = new CallProducer(forPooled, settings, watchdog);
        List<Service> services = List.of(component, forFresh, forPooled, fresh, pooled);
        started = new Started(fresh, pooled, services, List.of(watchdog, lookups));
        ServiceHelper.startService(services);
    }

    @Override
    protected void doStop() {
        Started last = started;
        started = null;
        if (last != null) {
            for (int i = last.services().size() - 1; i >= 0; i--) {
                ServiceHelper.stopAndShutdownService(last.services().get(i));
            }
            last.threads().forEach(context.getExecutorServiceManager()::shutdownNow);
        }
    }

    private HttpEndpoint endpoint(
            HttpComponent component, PoolingHttpClientConnectionManager connections, GatewayCall.Line line) {
        HttpClientBuilder builder = PlainHttp.client(settings.proxyHost(), settings.proxyPort())
                .setConnectionManager(connections)
                .setRequestExecutor(new CallProducer.NotingExecutor())
                .setDefaultRequestConfig(PlainHttp.requests()
                        .setConnectionRequestTimeout(longestCall())
                        .setResponseTimeout(longestCall())
                        .build())
                .disableConnectionState();
        if (line == GatewayCall.Line.FRESH) {
            builder.setConnectionReuseStrategy((request, response, httpContext) -> false);
        }
        HttpEndpoint endpoint = new HttpEndpoint(
                settings.baseUrl().toString(), component, settings.baseUrl(), builder, connections, null);
        endpoint.setHttpClient(builder.build());
        endpoint.setSkipRequestHeaders(true);
        endpoint.setConnectionClose(line == GatewayCall.Line.FRESH);
        return endpoint;
    }

    private PoolingHttpClientConnectionManager connections(SSLContext ssl, ExecutorService lookups) {
        Duration lookupTimeout = Collections.min(List.of(settings.connectTimeout(), settings.requestTimeout()));
        return PlainHttp.connections(new DefaultClientTlsStrategy(ssl), settings.connectTimeout())
                .setDnsResolver(new TimedDnsResolver(dns, lookups, lookupTimeout))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(longestCall())
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnections())
                .build();
    }

    /** Longer than the deadline of any call, so that a call is ended by its deadline. */
    private Timeout longestCall() {
        Duration longest = Collections.max(List.of(settings.requestTimeout(), settings.uploadTimeout()));
        return Timeout.of(longest.plusSeconds(1));
    }
}
