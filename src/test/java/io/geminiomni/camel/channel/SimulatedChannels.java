package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewaySettings;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** What the channels of a simulated process share. The Camel context of all of them is one that is never started. */
public final class SimulatedChannels {
    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private SimulatedChannels() {}

    /** @param gateway makes the client of an account */
    public static Channels of(
            Threads threads,
            Clock clock,
            Function<GatewaySettings, Gateway> gateway,
            Duration submitTimeout,
            Duration retention) {
        return new Channels(
                CONTEXT,
                new Channels.Outside(threads, clock, threads::elapsed, (settings, pace) -> gateway.apply(settings)),
                new TaskStore(null, null),
                submitTimeout,
                retention);
    }
}
