package io.geminiomni.camel.download;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a download may do, and for how long.
 *
 * @param baseUrl the gateway's; videos may come from its host and port even if that has a private address
 * @param connectTimeout longest time to make a connection, TLS included (option {@code connectTimeout})
 * @param idleTimeout longest silence between two bytes (option {@code requestTimeout}); together with the connect time-out
 *     also the longest time until the head of an answer is there. The whole video may take longer
 * @param retries how many attempts in a row may bring less than a second's worth of {@code minRate} before the download
 *     fails; 0 or more (option {@code downloadRetries})
 * @param maxVideoSize in bytes, at least 1 (option {@code maxVideoSize})
 * @param minRate the least that a host must send, in bytes a second, at least 1; over each minute that a stream is
 *     blocked in reading from it (option {@code minDownloadRate})
 * @param allowedHosts names, literal addresses, or patterns such as {@code *.example.com}, which stands for every name
 *     below {@code example.com} but not for itself; upper and lower case are the same. With none, a video may come from
 *     any public host, which a name without a dot is not. With some, only from these and from the base URL's host and
 *     port, and from these even if their addresses are private (option {@code downloadHosts})
 * @param sslContext whose certificates are trusted, for every host that a video comes from; {@code null} for the
 *     machine's
 * @param proxyHost through which everything goes, without credentials; it resolves names itself, so that with a proxy
 *     private addresses are refused only where a URL holds one literally
 * @param proxyPort needed with a proxy host
 */
public record DownloadSettings(
        URI baseUrl,
        Duration connectTimeout,
        Duration idleTimeout,
        int retries,
        long maxVideoSize,
        long minRate,
        List<String> allowedHosts,
        @Nullable SSLContext sslContext,
        @Nullable String proxyHost,
        @Nullable Integer proxyPort) {

    /** @throws IllegalArgumentException naming the option whose value does not work */
    public DownloadSettings {
        if (baseUrl.getHost() == null) {
            throw new IllegalArgumentException("baseUrl has no host: " + baseUrl);
        }
        positive("connectTimeout", connectTimeout);
        positive("requestTimeout", idleTimeout);
        if (retries < 0) {
            throw new IllegalArgumentException("downloadRetries must be 0 or more, and is " + retries);
        }
        if (maxVideoSize < 1) {
            throw new IllegalArgumentException("maxVideoSize must be 1 byte or more, and is " + maxVideoSize);
        }
        if (minRate < 1) {
            throw new IllegalArgumentException("minDownloadRate must be 1 byte or more, and is " + minRate);
        }
        if (proxyHost != null && proxyPort == null) {
            throw new IllegalArgumentException("proxyHost is " + proxyHost + ", so proxyPort must be set as well");
        }
        allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    private static void positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + " must be more than 0, and is " + value.toMillis() + " ms");
        }
    }
}
