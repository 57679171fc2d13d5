package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** Channels without a component, an endpoint or a route. Their gateway is at a port where nobody listens. */
public final class TestChannels implements AutoCloseable {
    public static final String BASE_URL = "http://127.0.0.1:1";

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CamelContext context = new DefaultCamelContext();
    private final Channels channels = new Channels(
            context,
            new TestThreads(),
            MutableClock.running(),
            new TaskStore(null, null),
            Duration.ofMinutes(5),
            Duration.ofDays(7),
            ChannelListener.NONE);

    public TestChannels() {
        context.start();
        channels.start();
    }

    public CamelContext context() {
        return context;
    }

    /** A channel whose tasks are kept in this repository. */
    public Channel channel(String name, VideoTaskRepository tasks) {
        return channels.channel(
                name,
                new ChannelOptions(
                        new GatewaySettings(
                                URI.create(BASE_URL), "sk-test", SECOND, SECOND, SECOND, null, null, null, 1, 1),
                        new ChannelOptions.Downloads(0, 1, 1, List.of(), VerifyVideo.warn),
                        tasks,
                        SECOND,
                        1,
                        new PollPolicy(new PollSchedule(SECOND, SECOND), SECOND, SECOND),
                        new Redelivery(1),
                        UrlDisclosure.NONE,
                        new ChannelOptions.BalanceLimit(null, SECOND),
                        1));
    }

    /** Stops what the channels share, as the stop of a component does. */
    void stop() {
        channels.stop();
    }

    @Override
    public void close() {
        stop();
        context.stop();
    }
}
