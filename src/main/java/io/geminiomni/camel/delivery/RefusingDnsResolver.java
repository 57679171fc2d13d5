package io.geminiomni.camel.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Gives only addresses that may be connected to. What it gives is what is connected to, so that nobody can swap the
 * address between the check and the use.
 */
final class RefusingDnsResolver implements DnsResolver {
    private final DnsResolver names;
    private final HostPolicy policy;
    private final @Nullable String proxyHost;

    /** @param proxyHost the user's own choice, which may be private */
    RefusingDnsResolver(DnsResolver names, HostPolicy policy, @Nullable String proxyHost) {
        this.names = names;
        this.policy = policy;
        this.proxyHost = proxyHost;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        if (host.equals(proxyHost) || policy.names(host)) {
            return addresses;
        }
        InetAddress[] open = Stream.of(addresses).filter(PublicAddress::test).toArray(InetAddress[]::new);
        if (open.length == 0) {
            throw new Refused(host);
        }
        return open;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    /** The name has no address that may be connected to. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String host) {
            super(host);
        }
    }
}
