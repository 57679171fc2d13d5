package io.geminiomni.camel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownloadSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final URI BASE = URI.create("https://gateway.test");

    @Test
    void host_names_are_stripped_and_blank_ones_dropped() {
        assertThat(settings(BASE, SECOND, SECOND, 0, 1, 1, null, null).allowedHosts())
                .containsExactly("a.test", "b.test");
    }

    @Test
    void a_value_that_cannot_work_names_its_option() {
        refused("baseUrl", () -> settings(URI.create("gateway"), SECOND, SECOND, 0, 1, 1, null, null));
        refused("connectTimeout", () -> settings(BASE, Duration.ZERO, SECOND, 0, 1, 1, null, null));
        refused("requestTimeout", () -> settings(BASE, SECOND, SECOND.negated(), 0, 1, 1, null, null));
        refused("downloadRetries", () -> settings(BASE, SECOND, SECOND, -1, 1, 1, null, null));
        refused("maxVideoSize", () -> settings(BASE, SECOND, SECOND, 0, 0, 1, null, null));
        refused("minDownloadRate", () -> settings(BASE, SECOND, SECOND, 0, 1, 0, null, null));
        refused("proxyPort", () -> settings(BASE, SECOND, SECOND, 0, 1, 1, "proxy.test", null));
    }

    private static void refused(String option, Runnable settings) {
        assertThatIllegalArgumentException().isThrownBy(settings::run).withMessageContaining(option);
    }

    private static DownloadSettings settings(
            URI base,
            Duration connect,
            Duration idle,
            int retries,
            long max,
            long rate,
            String proxyHost,
            Integer proxyPort) {
        return new DownloadSettings(
                base, connect, idle, retries, max, rate, List.of(" A.test ", "", "b.test"), null, proxyHost, proxyPort);
    }
}
