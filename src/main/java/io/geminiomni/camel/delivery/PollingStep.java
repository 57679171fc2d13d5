package io.geminiomni.camel.delivery;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * A step in which an exchange polls a video, such as {@code pollEnrich}. If the exchange passes the step again after a failure, as
 * when Camel redelivers it or the route around it, it is given the same video: what it made of the video before may be lost. Each
 * iteration of a loop counts as a step of its own.
 */
public final class PollingStep {
    private final Exchange exchange;
    private final String property;

    /** @param caught the last exception that the exchange had before it was given the video */
    private record Polled(
            VideoAcknowledgement acknowledgement, @Nullable Object caught) {}

    public PollingStep(Exchange exchange, String channel) {
        this.exchange = exchange;
        // A part of the exchange, which has its properties, too, has steps of its own.
        this.property = "CamelGeminiOmniPolled." + channel
                + "/" + exchange.getExchangeId()
                + "/" + exchange.getExchangeExtension().getHistoryNodeId()
                + "/" + exchange.getProperty(ExchangePropertyKey.LOOP_INDEX);
    }

    /** Of the video that the exchange has polled here and failed with; null if it polls a new one. Each failure gives it once. */
    public @Nullable VideoAcknowledgement failed() {
        Polled polled = exchange.getProperty(property, Polled.class);
        if (polled == null || polled.caught == caught() || !polled.acknowledgement.isHeld()) {
            return null;
        }
        exchange.setProperty(property, new Polled(polled.acknowledgement, caught()));
        return polled.acknowledgement;
    }

    /** From now on the end of the exchange acknowledges the video. */
    public void polled(VideoAcknowledgement acknowledgement) {
        exchange.setProperty(property, new Polled(acknowledgement, caught()));
        acknowledgement.giveAtTheEndOf(exchange);
    }

    private @Nullable Object caught() {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT);
    }
}
