package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.TestKeystore;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextClientParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose certificate only the option {@code sslContextParameters} trusts. */
class TlsTest {
    @TempDir
    Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final GeminiOmniComponent component = new GeminiOmniComponent(context);
    private SSLContextParameters ssl;
    private GatewayEmulator gateway;

    @BeforeEach
    void start() throws Exception {
        ssl = TestKeystore.create(folder);
        gateway = GatewayEmulator.builder()
                .timeline(Timeline.immediate())
                .tls(ssl.createSSLContext(context))
                .start();
        component.setBaseUrl(gateway.baseUrl());
        component.setApiKey("sk-test");
        component.setPollInterval(50);
        context.addComponent("gemini-omni", component);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        gateway.close();
    }

    @Test
    void theRequestTheQuestionsAndTheVideoGoOverTls() {
        component.setSslContextParameters(ssl);

        byte[] video = template().requestBody("gemini-omni:tls?operation=generate", (Object) "A cat", byte[].class);

        assertThat(gateway.baseUrl()).startsWith("https://");
        assertThat(video).hasSizeGreaterThan(1000);
        assertThat(gateway.creates()).isEqualTo(1);
    }

    @Test
    void aGatewayThatIsNotTrustedGetsNoRequest() {
        assertThatThrownBy(() -> template().requestBody("gemini-omni:tls", "A cat"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("No money was spent");
        assertThat(gateway.creates()).isZero();
    }

    @Test
    void theHostOfAVideoIsNotShownTheKeysThatAreForTheGateway() throws Exception {
        component.setSslContextParameters(ssl);
        List<Boolean> shown = new CopyOnWriteArrayList<>();

        byte[] video =
                download(askingForKeys(ssl.createSSLContext(context)), exchange -> shown.add(showsKeys(exchange)));

        assertThat(video).hasSize(3);
        assertThat(shown).containsExactly(false);
    }

    @Test
    void aVideoIsFetchedByTheProtocolsOfTheClientParametersButNotByTheirServerNames() throws Exception {
        HttpsConfigurator ofHost = new HttpsConfigurator(ssl.createSSLContext(context));
        SecureSocketProtocolsParameters protocols = new SecureSocketProtocolsParameters();
        protocols.setSecureSocketProtocol(List.of("TLSv1.2"));
        SSLContextClientParameters client = new SSLContextClientParameters();
        client.setSecureSocketProtocols(protocols);
        client.setSniHostName("gateway.example");
        ssl.setClientParameters(client);
        component.setSslContextParameters(ssl);
        List<Object> seen = new CopyOnWriteArrayList<>();

        byte[] video = download(ofHost, exchange -> {
            ExtendedSSLSession session = (ExtendedSSLSession) exchange.getSSLSession();
            seen.add(session.getProtocol());
            seen.addAll(session.getRequestedServerNames());
        });

        assertThat(video).hasSize(3);
        assertThat(seen).containsExactly("TLSv1.2");
    }

    /** From a host that looks at the exchange first. */
    private byte[] download(HttpsConfigurator configurator, Consumer<HttpsExchange> look) throws Exception {
        HttpsServer host = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        host.setHttpsConfigurator(configurator);
        host.createContext("/", exchange -> {
            look.accept((HttpsExchange) exchange);
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        host.start();
        try {
            String url = "https://127.0.0.1:" + host.getAddress().getPort() + "/a.mp4";
            return template()
                    .requestBody(
                            "gemini-omni:tls?operation=download&downloadHosts=127.0.0.1", (Object) url, byte[].class);
        } finally {
            host.stop(0);
        }
    }

    private static HttpsConfigurator askingForKeys(SSLContext context) {
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters asking = getSSLContext().getDefaultSSLParameters();
                asking.setWantClientAuth(true);
                parameters.setSSLParameters(asking);
            }
        };
    }

    private static boolean showsKeys(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private ProducerTemplate template() {
        return context.createProducerTemplate();
    }
}
