package io.geminiomni.camel.net;

import java.time.Duration;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP clients of the component have in common: they do nothing by themselves, such as retries, redirects,
 * authentication, cookies and decompression, and the head of an answer has a limited size.
 */
public final class PlainHttp {
    private static final int MAX_HEADER_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;

    private PlainHttp() {}

    /** @param proxyHost of an HTTP proxy; {@code null} for none */
    public static HttpClientBuilder client(@Nullable String proxyHost, @Nullable Integer proxyPort) {
        HttpClientBuilder client = HttpClientBuilder.create()
                .setUserAgent("camel-gemini-omni")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression();
        return proxyHost == null || proxyPort == null
                ? client
                : client.setProxy(new HttpHost("http", proxyHost, proxyPort));
    }

    public static RequestConfig.Builder requests() {
        return RequestConfig.custom()
                .setAuthenticationEnabled(false)
                .setRedirectsEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setContentCompressionEnabled(false);
    }

    /** @param handshakeTimeout for the TLS handshake */
    public static PoolingHttpClientConnectionManagerBuilder connections(
            TlsSocketStrategy tls, Duration handshakeTimeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(tls)
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(Timeout.of(handshakeTimeout))
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        .build());
    }
}
