package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.delivery.Redelivery;
import io.geminiomni.camel.delivery.UrlDisclosure;
import io.geminiomni.camel.gateway.GatewaySettings;
import io.geminiomni.camel.poll.PollPolicy;
import io.geminiomni.camel.poll.PollSchedule;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelHealthTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final CamelContext context = new DefaultCamelContext();
    private final MutableClock clock = MutableClock.running();
    private final Channels channels = new Channels(
            context, new TestThreads(), clock, new TaskStore(null, null), Duration.ofMinutes(5), Duration.ofDays(7));

    @AfterEach
    void stop() {
        channels.stop();
        context.stop();
    }

    @Test
    void aStoreThatCannotBeReadIsNoReasonToRestart() throws Exception {
        VideoTaskRepository broken = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    throw new TaskStoreException("The database is gone", null);
                });
        context.start();
        channels.start();
        Endpoint endpoint = context.getEndpoint("direct:adverts");
        Channel channel = channels.channel("adverts", options(broken));
        ChannelHealthCheck check = new ChannelHealthCheck(
                "gemini-omni",
                "adverts",
                () -> List.of(new ChannelHealthCheck.Source(endpoint, channel)),
                () -> 2,
                clock);

        HealthCheck.Result health = check.call(Map.of());

        assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.getMessage()).contains("Channel adverts: The database is gone");
        assertThat(health.getDetails()).containsEntry("outcomes.unrecorded", 2);
        assertThat(check.isLiveness()).isFalse();
        assertThat(check.isReadiness()).isTrue();
    }

    private static ChannelOptions options(VideoTaskRepository tasks) {
        return new ChannelOptions(
                new GatewaySettings(
                        URI.create("http://127.0.0.1:1"), "sk-test", SECOND, SECOND, SECOND, null, null, null, 1, 1),
                new ChannelOptions.Downloads(0, 1, 1, List.of()),
                tasks,
                SECOND,
                1,
                new PollPolicy(new PollSchedule(SECOND, SECOND), SECOND, SECOND),
                new Redelivery(1),
                UrlDisclosure.NONE,
                1);
    }
}
