package io.geminiomni.camel.download;

import io.geminiomni.camel.net.PublicAddress;
import io.geminiomni.camel.net.WebHost;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * The hosts that videos may come from. {@link #check} checks a URL before its name is resolved; {@link RefusingDnsResolver}
 * checks the addresses of the name when a connection is made.
 */
final class HostPolicy {
    private static final String LOCALHOST = "localhost";

    private final List<HostPattern> gateway;
    private final int gatewayPort;
    private final List<HostPattern> named;

    /**
     * @param baseUrl its host is always allowed, but only on its port: other services of a private host must not be reached
     *     through the URL of a video
     * @param allowedHosts the entries of {@code downloadHosts}; empty for any public host
     */
    HostPolicy(URI baseUrl, List<String> allowedHosts) {
        this.gateway = ownNames(baseUrl.getHost()).map(HostPattern::of).toList();
        this.gatewayPort = WebHost.portOf(baseUrl);
        this.named = allowedHosts.stream().map(HostPattern::of).toList();
    }

    /** All names of a gateway on this machine, such as the emulator. */
    private static Stream<String> ownNames(String baseHost) {
        String normal = HostPattern.normal(baseHost);
        InetAddress address = HostPattern.literal(normal);
        boolean thisMachine = address == null ? normal.equals(LOCALHOST) : address.isLoopbackAddress();
        return thisMachine ? Stream.of(baseHost, LOCALHOST, "127.0.0.1", "::1") : Stream.of(baseHost);
    }

    /** Whether the address may be private: the host is named in {@code downloadHosts}, or is the gateway at this port. */
    boolean names(String host, int port) {
        String normal = HostPattern.normal(host);
        return named.stream().anyMatch(pattern -> pattern.matches(normal))
                || (port == gatewayPort && isGateway(normal));
    }

    private boolean isGateway(String normal) {
        return gateway.stream().anyMatch(pattern -> pattern.matches(normal));
    }

    /**
     * Checks that a video may come from a URL.
     *
     * @param before the URL that led to this one, or the same
     */
    void check(URI url, URI before) throws UnusableException {
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        if (!https && !"http".equalsIgnoreCase(url.getScheme())) {
            throw new UnusableException("its URL is neither http nor https", "Only these are fetched.");
        }
        if (!https && "https".equalsIgnoreCase(before.getScheme())) {
            throw new UnusableException(
                    "its https URL leads to http at " + WebHost.of(url),
                    "A redirect from https to http is not followed.");
        }
        if (url.getRawUserInfo() != null) {
            throw new UnusableException("its URL holds a user name", "A URL with credentials is not fetched.");
        }
        String host = WebHost.of(url);
        if (host == null || url.getPort() > 65_535) {
            throw new UnusableException("its URL has no valid host and port", "Such a URL is not fetched.");
        }
        if (!names(host, WebHost.portOf(url))) {
            checkUnnamed(url, host);
        }
    }

    private void checkUnnamed(URI url, String host) throws UnusableException {
        if (!named.isEmpty()) {
            throw new UnusableException(
                    "its URL leads to the host " + shown(url, host) + ", which the option downloadHosts does not name",
                    "If it may come from there, add the host to downloadHosts.");
        }
        String normal = HostPattern.normal(host);
        InetAddress address = HostPattern.literal(normal);
        if (address == null ? !mayBePublicName(normal) : !PublicAddress.test(address)) {
            throw notPublic(url, host);
        }
    }

    /** With the port, if the host is allowed on another port. */
    private String shown(URI url, String host) {
        return isGateway(HostPattern.normal(host)) ? host + ":" + WebHost.portOf(url) : host;
    }

    /** False for names of one label, for {@code localhost}, and for other spellings of addresses, which a proxy may accept. */
    private static boolean mayBePublicName(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && name.indexOf(':') < 0
                && !name.endsWith(".localhost")
                && !Character.isDigit(name.charAt(dot + 1));
    }

    UnusableException notPublic(URI url, String host) {
        return new UnusableException(
                "its URL leads to " + shown(url, host) + ", which is not on the public internet",
                "If it may come from there, name the host in the option downloadHosts.");
    }
}
