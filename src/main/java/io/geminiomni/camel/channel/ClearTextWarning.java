package io.geminiomni.camel.channel;

import io.geminiomni.camel.net.PublicAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns, once for each base URL, that the API key and the requests are sent over a public network without TLS. It resolves no
 * host name: a host is private by its address, or by a name that only exists in private networks.
 */
public final class ClearTextWarning {
    private static final Logger LOG = LoggerFactory.getLogger(ClearTextWarning.class);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");
    private static final Pattern PRIVATE_NAME = Pattern.compile("[^.]+|.*\\.(localhost|local|internal|home\\.arpa)");

    private final Set<URI> warned = ConcurrentHashMap.newKeySet();

    public void check(URI baseUrl) {
        if ("http".equalsIgnoreCase(baseUrl.getScheme()) && isPublic(baseUrl.getHost()) && warned.add(baseUrl)) {
            LOG.warn(
                    "The base URL {} has no TLS: others in the network can read and change the API key, the requests and the"
                            + " URLs of videos. Set the option baseUrl, or the environment variable JIMMYAI_BASE_URL, to an https"
                            + " URL",
                    baseUrl);
        }
    }

    private static boolean isPublic(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return !PRIVATE_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
        }
        try {
            return PublicAddress.test(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
