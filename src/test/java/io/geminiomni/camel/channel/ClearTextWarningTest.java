package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.GeminiOmniComponent;
import java.net.URI;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A base URL without TLS is warned about where it is a public one. */
class ClearTextWarningTest {
    private static final String WARNING = "has no TLS";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.jimmyai.cn",
                "HTTP://gateway.example:8080/v1",
                "http://8.8.8.8",
                "http://[2606:4700::1111]:80",
                "http://127.0.0.1.example"
            })
    void ofAPublicHost(String baseUrl) throws Exception {
        assertThat(logged(baseUrl)).contains("The base URL " + baseUrl + " " + WARNING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.jimmyai.cn",
                "http://localhost:8080",
                "http://127.0.0.1:8080",
                "http://[::1]:8080",
                "http://[fd00::1]",
                "http://10.1.2.3",
                "http://192.168.0.9",
                "http://emulator:8080",
                "http://a.localhost",
                "http://gateway.video.svc.cluster.local",
                "http://GATEWAY.INTERNAL"
            })
    void notOfOneWithTlsOrInAPrivateNetwork(String baseUrl) throws Exception {
        assertThat(logged(baseUrl)).doesNotContain(WARNING);
    }

    @Test
    void atStartUpOnceForEachBaseUrl() throws Exception {
        try (CapturedLogs logs = new CapturedLogs();
                DefaultCamelContext context = new DefaultCamelContext()) {
            GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
            component.setApiKey("sk-test");
            component.setBaseUrl("http://gateway.example");
            context.start();

            context.getEndpoint("gemini-omni:adverts").start();
            context.getEndpoint("gemini-omni:trailers").start();

            assertThat(logs.text()).containsOnlyOnce(WARNING).doesNotContain("sk-test");
        }
    }

    private static String logged(String baseUrl) throws Exception {
        try (CapturedLogs logs = new CapturedLogs()) {
            new ClearTextWarning().check(URI.create(baseUrl));
            return logs.text();
        }
    }
}
