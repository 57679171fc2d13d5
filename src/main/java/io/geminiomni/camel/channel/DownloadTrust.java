package io.geminiomni.camel.channel;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextClientParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of downloads: those of the gateway without its client keys and its server names. For one thread at a time.
 */
final class DownloadTrust {
    private final CamelContext context;
    private final IdentityHashMap<SSLContextParameters, SSLContext> trusts = new IdentityHashMap<>();

    DownloadTrust(CamelContext context) {
        this.context = context;
    }

    @Nullable SSLContext of(@Nullable SSLContextParameters ofGateway) {
        return ofGateway == null ? null : trusts.computeIfAbsent(ofGateway, this::withoutKeys);
    }

    private SSLContext withoutKeys(SSLContextParameters ofGateway) {
        SSLContextParameters trust = new SSLContextParameters();
        trust.setTrustManagers(ofGateway.getTrustManagers());
        trust.setProvider(ofGateway.getProvider());
        trust.setSecureSocketProtocol(ofGateway.getSecureSocketProtocol());
        trust.setSecureRandom(ofGateway.getSecureRandom());
        trust.setCipherSuites(ofGateway.getCipherSuites());
        trust.setCipherSuitesFilter(ofGateway.getCipherSuitesFilter());
        trust.setSecureSocketProtocols(ofGateway.getSecureSocketProtocols());
        trust.setSecureSocketProtocolsFilter(ofGateway.getSecureSocketProtocolsFilter());
        SSLContextClientParameters ofClient = ofGateway.getClientParameters();
        if (ofClient != null) {
            trust.setClientParameters(withoutServerNames(ofClient));
        }
        try {
            return trust.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The option sslContextParameters cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContextClientParameters withoutServerNames(SSLContextClientParameters ofGateway) {
        SSLContextClientParameters client = new SSLContextClientParameters();
        client.setCipherSuites(ofGateway.getCipherSuites());
        client.setCipherSuitesFilter(ofGateway.getCipherSuitesFilter());
        client.setSecureSocketProtocols(ofGateway.getSecureSocketProtocols());
        client.setSecureSocketProtocolsFilter(ofGateway.getSecureSocketProtocolsFilter());
        client.setSessionTimeout(ofGateway.getSessionTimeout());
        return client;
    }
}
