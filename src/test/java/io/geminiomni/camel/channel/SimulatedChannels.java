package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.poll.LearnedTimes;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** What the channels of a simulated process share. The Camel context of all of them is one that is never started. */
public final class SimulatedChannels {
    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private SimulatedChannels() {}

    /** @param gateway makes the client of an account, whose calls have this pace */
    public static Channels of(
            Threads threads,
            Clock clock,
            BiFunction<GatewaySettings, RequestPace, Gateway> gateway,
            Duration submitTimeout,
            Duration retention) {
        return new Channels(
                CONTEXT,
                new Channels.Outside(threads, clock, threads::elapsed, gateway::apply, ChannelListener.NONE),
                new TaskStore(null, null),
                submitTimeout,
                retention);
    }

    /** What was learned of how long the tasks of an account take. */
    public static LearnedTimes learnedTimes(Channels channels, GatewaySettings account) {
        return channels.learnedTimes(account);
    }
}
