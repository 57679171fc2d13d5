package io.geminiomni.camel.download;

import io.geminiomni.camel.net.PublicAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a name to the addresses that may be connected to. The client connects to these, so the address cannot change
 * between the check and the use.
 */
final class RefusingDnsResolver implements DnsResolver {
    private static final int NO_PORT = 0;

    private final DnsResolver names;
    private final HostPolicy policy;
    private final @Nullable String proxyHost;

    /** @param proxyHost may have a private address */
    RefusingDnsResolver(DnsResolver names, HostPolicy policy, @Nullable String proxyHost) {
        this.names = names;
        this.policy = policy;
        this.proxyHost = proxyHost;
    }

    /** Without a port, so that the gateway's host is checked as any other. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, NO_PORT).stream()
                .map(InetSocketAddress::getAddress)
                .toArray(InetAddress[]::new);
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        boolean any = host.equals(proxyHost) || policy.names(host, port);
        List<InetSocketAddress> addresses = Stream.of(names.resolve(host))
                .filter(address -> any || PublicAddress.test(address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (addresses.isEmpty()) {
            throw new Refused(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    /** The name has no allowed address. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String host) {
            super(host);
        }
    }
}
