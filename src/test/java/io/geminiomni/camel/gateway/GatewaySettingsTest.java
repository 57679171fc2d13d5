package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void shows_an_account_but_never_its_key() {
        GatewaySettings settings = settings("https://gateway.example", "sk-secret");

        assertThat(settings.accountFingerprint()).matches("[0-9a-f]{16}");
        assertThat(settings.toString())
                .contains(settings.accountFingerprint(), "https://gateway.example", "proxy=none")
                .doesNotContain("sk-secret");
        assertThat(settings("https://gateway.example", "sk-other").accountFingerprint())
                .isNotEqualTo(settings.accountFingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "gateway.example", "http:///x", "https://x?y", "https://x#y", "https://u:p@x"})
    void a_base_url_is_http_with_a_host_and_nothing_after_the_path(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(url, "key"))
                .withMessageContaining("baseUrl");
    }

    @Test
    void one_base_url_has_one_spelling() {
        GatewaySettings settings = settings("https://gateway.example/v1", "key");

        assertThat(settings("HTTPS://Gateway.Example:443/v1/", "key")).isEqualTo(settings);
        assertThat(GatewaySettings.baseUrl("HTTPS://Gateway.Example:443/v1/")).isEqualTo(settings.baseUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "kéy"})
    void a_key_is_visible_ascii_and_is_not_in_the_message(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("https://x", key))
                .withMessage("apiKey must be visible ASCII characters without blanks");
    }

    @Test
    void bounds_are_checked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Duration.ZERO, "proxy", 1, 1))
                .withMessageContaining("connectTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(MINUTE.negated(), "proxy", 1, 1))
                .withMessageContaining("connectTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(MINUTE, "proxy", null, 1))
                .withMessageContaining("proxyPort");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(MINUTE, null, 1, 1))
                .withMessageContaining("proxyHost");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(MINUTE, "proxy", 1, 0))
                .withMessageContaining("maxConnections");
        assertThat(of(MINUTE, "proxy", 1, 1).toString()).contains("proxy=proxy:1");
    }

    private static GatewaySettings settings(String url, String key) {
        return new GatewaySettings(
                URI.create(url), key, MINUTE, MINUTE, MINUTE, null, null, null, 1, RequestPace.UNLIMITED);
    }

    private static GatewaySettings of(Duration connect, String proxyHost, Integer proxyPort, int maxConnections) {
        return new GatewaySettings(
                URI.create("https://x"),
                "key",
                connect,
                MINUTE,
                MINUTE,
                null,
                proxyHost,
                proxyPort,
                maxConnections,
                RequestPace.UNLIMITED);
    }
}
