package io.geminiomni.camel;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** One health check for each channel that a started endpoint has, in the context's registry where there is one. */
final class ChannelHealthChecks {
    private final CamelContext context;
    private final String scheme;
    private final Map<String, Watched> channels = new HashMap<>();

    /** @param sources those of the channel's started endpoints, one for each endpoint */
    private record Watched(ChannelHealthCheck check, List<ChannelHealthCheck.Source> sources) {}

    /** @param scheme the name of the component */
    ChannelHealthChecks(CamelContext context, String scheme) {
        this.context = context;
        this.scheme = scheme;
    }

    /** An endpoint of the channel has started. */
    synchronized void add(String channel, ChannelHealthCheck.Source source, Clock clock, boolean enabled) {
        HealthCheckRegistry registry = registry();
        if (registry == null) {
            return;
        }
        Watched watched = channels.get(channel);
        if (watched == null) {
            watched = new Watched(
                    new ChannelHealthCheck(scheme, channel, () -> sources(channel), clock), new ArrayList<>());
            watched.check().setEnabled(enabled);
            channels.put(channel, watched);
            registry.register(watched.check());
        }
        watched.sources().add(source);
    }

    /** An endpoint of the channel has stopped. */
    synchronized void remove(String channel, ChannelHealthCheck.Source source) {
        Watched watched = channels.get(channel);
        if (watched == null) {
            return;
        }
        watched.sources().remove(source);
        HealthCheckRegistry registry = registry();
        if (watched.sources().isEmpty()) {
            channels.remove(channel);
            if (registry != null) {
                registry.unregister(watched.check());
            }
        }
    }

    private synchronized List<ChannelHealthCheck.Source> sources(String channel) {
        Watched watched = channels.get(channel);
        return watched == null ? List.of() : List.copyOf(watched.sources());
    }

    private @Nullable HealthCheckRegistry registry() {
        return HealthCheckRegistry.get(context);
    }
}
