package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.net.WebHost;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {
    private final HostPolicy anyPublic = policy();
    private final HostPolicy some = policy("cdn.example.org", "*.example.net", "192.168.7.7", "[fd00::7]", "localhost");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://videos.example.com/a.mp4?sig=x",
                "https://my_videos.example.com/a.mp4",
                "https://my_videos.example.com:8443/a.mp4",
                "HTTP://videos.example.com:8080/",
                "http://8.8.8.8/",
                "http://[2606:4700::1111]/",
                "https://gateway.test/video.mp4",
                "https://GATEWAY.test.:443/video.mp4",
            })
    void any_public_host_may_send_a_video_and_so_may_the_gateway(String url) {
        assertAllowed(anyPublic, url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1%25eth0]/",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://a.localhost/",
                "http://intranet/",
                "http://0.0.0.0/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://my_host/",
                "http://my_host.localhost/",
                "http://[::ffff:10.0.0.1%25eth0]/",
                "http://[fe80::1%25a.example]/",
            })
    void a_host_that_is_not_public_is_refused_by_its_url(String url) {
        assertThatThrownBy(() -> check(anyPublic, url))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("not on the public internet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cdn.example.org/",
                "https://CDN.Example.org./",
                "https://a.example.net/",
                "https://a.b.example.net/",
                "http://192.168.7.7/",
                "http://[FD00:0::7]:8080/",
                "http://localhost/",
                "https://gateway.test/",
            })
    void named_hosts_may_be_private(String url) {
        assertAllowed(some, url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:6379/",
                "http://localhost:6379/",
                "http://[::1]:6379/",
                "http://127.0.0.1/",
                "https://localhost/",
            })
    void of_a_private_gateway_only_its_own_port_is_allowed(String url) {
        HostPolicy policy = new HostPolicy(URI.create("http://localhost:18080"), List.of());

        assertThatThrownBy(() -> check(policy, url))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("not on the public internet")
                .hasMessageContaining(":" + WebHost.portOf(URI.create(url)));
    }

    @Test
    void a_port_that_the_base_url_leaves_out_is_that_of_its_scheme() {
        HostPolicy http = new HostPolicy(URI.create("http://localhost"), List.of());
        HostPolicy https = new HostPolicy(URI.create("https://gateway"), List.of());

        assertAllowed(http, "http://localhost:80/");
        assertThatThrownBy(() -> check(http, "https://localhost/")).isInstanceOf(UnusableException.class);
        assertAllowed(https, "https://gateway:443/");
        assertThatThrownBy(() -> check(https, "https://gateway:8443/")).isInstanceOf(UnusableException.class);
    }

    @Test
    void another_port_of_a_public_gateway_is_any_public_host_unless_hosts_are_named() {
        assertAllowed(anyPublic, "https://gateway.test:8443/");
        assertThat(anyPublic.names("gateway.test", 8443)).isFalse();
        assertThatThrownBy(() -> check(some, "https://gateway.test:8443/"))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("gateway.test:8443")
                .hasMessageContaining("downloadHosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://videos.example.com/",
                "https://example.net/",
                "https://badexample.net/",
                "https://a.cdn.example.org/",
                "http://8.8.8.8/",
                "http://192.168.7.8/"
            })
    void once_hosts_are_named_no_other_is_allowed(String url) {
        assertThatThrownBy(() -> check(some, url))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("downloadHosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://videos.example.com/a",
                "file:///etc/passwd",
                "jar:file:/a!/b",
                "relative/video.mp4",
                "https://user:pw@videos.example.com/",
                "https://user@gateway.test/",
                "http://127.1/",
                "http://0x7f.1/",
                "http:///path",
                "http://videos.example.com:65536/",
                "http://my_videos.example.com:65536/",
                "http://videos..example.com/",
                "http://.example.com/",
                "http://videos.example.com../",
                "http://my_videos..example.com:8080/",
            })
    void a_url_that_is_no_plain_web_address_is_refused(String url) {
        assertThatThrownBy(() -> check(anyPublic, url)).isInstanceOf(UnusableException.class);
    }

    @Test
    void https_never_leads_to_http() {
        URI https = URI.create("https://videos.example.com/");
        URI http = URI.create("http://videos.example.com/");

        assertThatThrownBy(() -> anyPublic.check(http, https))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining("https");
        assertThatCode(() -> anyPublic.check(https, http)).doesNotThrowAnyException();
    }

    @Test
    void the_gateway_may_be_an_address() {
        HostPolicy policy = new HostPolicy(URI.create("http://[::1]:8080"), List.of());

        assertThat(policy.names("::1", 8080)).isTrue();
        assertAllowed(policy, "http://[0:0:0:0:0:0:0:1]:8080/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://cdn.example.com", "a b", "cdn.example.com:443", "*", "*.*.com", "a..b", "1:2"})
    void an_entry_that_is_no_host_fails_when_configured(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy(entry))
                .withMessageContaining("downloadHosts")
                .withMessageContaining(entry);
    }

    private static HostPolicy policy(String... hosts) {
        return new HostPolicy(URI.create("https://gateway.test"), List.of(hosts));
    }

    private static void assertAllowed(HostPolicy policy, String url) {
        assertThatCode(() -> check(policy, url)).doesNotThrowAnyException();
    }

    private static void check(HostPolicy policy, String url) throws UnusableException {
        policy.check(URI.create(url), URI.create(url));
    }

    @Test
    void aGatewayOnThisMachineIsKnownByEveryNameOfThisMachineAndByNoOther() throws Exception {
        for (String base : List.of("localhost", "127.0.0.1", "[::1]")) {
            HostPolicy policy = new HostPolicy(URI.create("http://" + base + ":18080"), List.of());
            for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
                check(policy, "http://" + host + ":18080/a.mp4");
            }
            assertThatThrownBy(() -> check(policy, "http://10.0.0.1/a.mp4")).isInstanceOf(UnusableException.class);
        }
        HostPolicy elsewhere = new HostPolicy(URI.create("https://gateway.example"), List.of());
        assertThatThrownBy(() -> check(elsewhere, "http://127.0.0.1/a.mp4")).isInstanceOf(UnusableException.class);
    }
}
