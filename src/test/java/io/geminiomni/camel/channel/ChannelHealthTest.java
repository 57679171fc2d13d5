package io.geminiomni.camel.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;

class ChannelHealthTest {
    @Test
    void aStoreThatCannotBeReadIsNoReasonToRestart() {
        VideoTaskRepository broken = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    throw new TaskStoreException("The database is gone", null);
                });
        try (TestChannels channels = new TestChannels()) {
            Endpoint endpoint = channels.context().getEndpoint("direct:adverts");
            Channel channel = channels.channel("adverts", broken);
            ChannelHealthCheck check = new ChannelHealthCheck(
                    "gemini-omni",
                    "adverts",
                    () -> List.of(new ChannelHealthCheck.Source(endpoint, channel)),
                    () -> 2,
                    MutableClock.running());

            HealthCheck.Result health = check.call(Map.of());

            assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(health.getMessage()).contains("Channel adverts: The database is gone");
            assertThat(health.getDetails()).containsEntry("outcomes.unrecorded", 2);
            assertThat(check.isLiveness()).isFalse();
            assertThat(check.isReadiness()).isTrue();
        }
    }

    @Test
    void anEndpointCanStopAfterItsComponent() {
        try (TestChannels channels = new TestChannels()) {
            Endpoint endpoint = channels.context().getEndpoint("direct:adverts");
            Channel channel = channels.channel("adverts", new InMemoryVideoTaskRepository());
            StartedChannels checks = new StartedChannels(
                    channels.context(), "gemini-omni", name -> 0, () -> false, ChannelListener.NONE, channel.threads());
            checks.add(endpoint, channel, true);
            channels.stop();

            assertThatCode(() -> checks.remove(endpoint, channel)).doesNotThrowAnyException();
        }
    }
}
