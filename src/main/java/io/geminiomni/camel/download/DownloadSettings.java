package io.geminiomni.camel.download;

import io.geminiomni.camel.option.OptionChecks;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The limits of downloads.
 *
 * @param baseUrl of the gateway; its host and port are allowed, also with a private address
 * @param connectTimeout the longest time to connect, TLS included
 * @param idleTimeout the longest time between two bytes; with {@code connectTimeout} also that until the head of an answer is
 *     complete
 * @param retries how many attempts in a row may receive less than {@code minRate} bytes; 0 or more
 * @param maxVideoSize in bytes, at least 1
 * @param minRate the least bytes a second, at least 1, over each minute that a stream waits for bytes
 * @param allowedHosts those of the option {@code downloadHosts}, also with private addresses; empty for any public host
 * @param sslContext for the hosts of videos; {@code null} for the default of the JVM
 * @param proxyHost without credentials; it resolves names, so private addresses are refused only where a URL has one literally
 * @param proxyPort required with a proxy host
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

    /** @throws IllegalArgumentException naming the option with an invalid value */
    public DownloadSettings {
        if (baseUrl.getHost() == null) {
            throw new IllegalArgumentException("baseUrl has no host: " + baseUrl);
        }
        OptionChecks.atLeast("connectTimeout", connectTimeout.toMillis(), 1);
        OptionChecks.atLeast("requestTimeout", idleTimeout.toMillis(), 1);
        OptionChecks.atLeast("downloadRetries", retries, 0);
        OptionChecks.atLeast("maxVideoSize", maxVideoSize, 1);
        OptionChecks.atLeast("minDownloadRate", minRate, 1);
        if (proxyHost != null && proxyPort == null) {
            throw new IllegalArgumentException("proxyHost is " + proxyHost + ", so proxyPort must be set as well");
        }
        allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList();
    }
}
