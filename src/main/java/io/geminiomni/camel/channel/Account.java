package io.geminiomni.camel.channel;

import io.geminiomni.camel.gateway.GatewaySettings;
import java.net.URI;

/**
 * An account at a gateway.
 *
 * @param fingerprint a short hash of its API key
 */
record Account(URI baseUrl, String fingerprint) {
    static Account of(GatewaySettings settings) {
        return new Account(settings.baseUrl(), settings.accountFingerprint());
    }

    @Override
    public String toString() {
        return "the account " + fingerprint + " at " + baseUrl;
    }
}
