package io.geminiomni.camel.gateway;

import io.geminiomni.camel.net.BaseUrl;
import io.geminiomni.camel.net.Sha256;
import io.geminiomni.camel.net.Uris;
import io.geminiomni.camel.option.OptionChecks;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway is reached.
 *
 * @param baseUrl              {@code http} or {@code https}, normalised; its path is a prefix of all paths
 * @param apiKey               the bearer token; a secret
 * @param requestTimeout       for a whole call, from the first attempt to connect to the last byte of the answer
 * @param proxyHost            of an HTTP proxy; set together with {@code proxyPort}
 * @param maxConnections       the most connections at a time, at least 1
 * @param requestsPerSecond    the most calls in a second, at least 1; of all clients of the account together
 */
public record GatewaySettings(
        URI baseUrl,
        String apiKey,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration uploadTimeout,
        @Nullable SSLContextParameters sslContextParameters,
        @Nullable String proxyHost,
        @Nullable Integer proxyPort,
        int maxConnections,
        int requestsPerSecond) {

    private static final int MAX_PORT = 65_535;

    public GatewaySettings {
        Objects.requireNonNull(baseUrl, "baseUrl");
        String scheme = baseUrl.getScheme();
        boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!web || baseUrl.getHost() == null || baseUrl.getPort() > MAX_PORT) {
            throw notBaseUrl(baseUrl.toString());
        }
        if (baseUrl.getRawQuery() != null || baseUrl.getRawFragment() != null || baseUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException("baseUrl must have no user, query or fragment");
        }
        if (apiKey.isBlank() || !apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("apiKey must be visible ASCII characters without blanks");
        }
        baseUrl = BaseUrl.normalized(baseUrl);
        OptionChecks.atLeast("connectTimeout", connectTimeout.toMillis(), 1);
        OptionChecks.atLeast("requestTimeout", requestTimeout.toMillis(), 1);
        OptionChecks.atLeast("uploadTimeout", uploadTimeout.toMillis(), 1);
        OptionChecks.atLeast("maxConnections", maxConnections, 1);
        OptionChecks.atLeast("requestsPerSecond", requestsPerSecond, 1);
        if ((proxyHost == null) != (proxyPort == null)) {
            throw new IllegalArgumentException("proxyHost and proxyPort must be set together");
        }
    }

    /**
     * The normalised value of the option {@code baseUrl} (see {@link BaseUrl}).
     *
     * @throws IllegalArgumentException if it is not a URL
     */
    public static URI baseUrl(String text) {
        try {
            return BaseUrl.normalized(Uris.parse(text));
        } catch (URISyntaxException e) {
            throw notBaseUrl(text);
        }
    }

    /** A value that may have a password is not shown. */
    private static IllegalArgumentException notBaseUrl(String found) {
        return new IllegalArgumentException("The option baseUrl, or the environment variable JIMMYAI_BASE_URL, is "
                + (found.indexOf('@') < 0 ? "'" + found + "'" : "a value that is not shown, as it may have a password")
                + ", but must be an http or https URL with a host, such as https://www.jimmyai.cn");
    }

    /** Distinguishes accounts without showing the key: the first 16 hex digits of its SHA-256. */
    public String accountFingerprint() {
        return Sha256.prefix(apiKey, 16);
    }

    /** Without the API key. */
    @Override
    public String toString() {
        return "GatewaySettings[baseUrl=" + baseUrl + ", account=" + accountFingerprint() + ", connectTimeout="
                + connectTimeout + ", requestTimeout=" + requestTimeout + ", uploadTimeout=" + uploadTimeout
                + ", proxy=" + (proxyHost == null ? "none" : proxyHost + ":" + proxyPort) + ", maxConnections="
                + maxConnections + "]";
    }
}
