package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

class RefusingDnsResolverTest {
    private final HostPolicy policy = new HostPolicy(URI.create("http://gateway.test:8080"), List.of("named.test"));

    @Test
    void a_public_name_with_a_private_address_is_refused() {
        assertThatThrownBy(() -> resolver("10.0.0.7").resolve("videos.test"))
                .isInstanceOf(RefusingDnsResolver.Refused.class);
    }

    @Test
    void only_the_public_addresses_of_a_name_are_used() throws Exception {
        assertThat(resolver("127.0.0.1", "8.8.8.8", "fd00::1").resolve("videos.test"))
                .containsExactly(InetAddress.getByName("8.8.8.8"));
    }

    @Test
    void a_named_host_the_gateway_and_the_proxy_may_have_private_addresses() throws Exception {
        assertThat(resolver("10.0.0.7").resolve("named.test")).hasSize(1);
        assertThat(resolver("10.0.0.7").resolve("gateway.test", 8080))
                .containsExactly(new InetSocketAddress("10.0.0.7", 8080));
        assertThat(resolver("10.0.0.7").resolve("proxy.test")).hasSize(1);
    }

    @Test
    void the_gateway_at_another_port_is_a_host_as_any_other() {
        assertThatThrownBy(() -> resolver("10.0.0.7").resolve("gateway.test", 6379))
                .isInstanceOf(RefusingDnsResolver.Refused.class);
        assertThatThrownBy(() -> resolver("10.0.0.7").resolve("gateway.test"))
                .isInstanceOf(RefusingDnsResolver.Refused.class);
    }

    @Test
    void a_canonical_name_is_only_passed_on() throws Exception {
        assertThat(resolver("10.0.0.7").resolveCanonicalHostname("a.test")).isEqualTo("canonical.a.test");
    }

    private DnsResolver resolver(String... addresses) {
        DnsResolver names = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] all = new InetAddress[addresses.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = InetAddress.getByName(addresses[i]);
                }
                return all;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return "canonical." + host;
            }
        };
        return new RefusingDnsResolver(names, policy, "proxy.test");
    }
}
