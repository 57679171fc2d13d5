package io.geminiomni.camel;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** One health check for each channel that a started endpoint has, in the context's registry where there is one. */
final class ChannelHealthChecks {
    private final CamelContext context;
    private final String scheme;
    private final Map<String, Watched> channels = new HashMap<>();

    /** @param stores those of the channel's started endpoints, one for each endpoint */
    private record Watched(ChannelHealthCheck check, List<VideoTaskRepository> stores) {}

    /** @param scheme the name of the component */
    ChannelHealthChecks(CamelContext context, String scheme) {
        this.context = context;
        this.scheme = scheme;
    }

    /** An endpoint of the channel has started. */
    synchronized void add(String channel, VideoTaskRepository tasks, Clock clock, boolean enabled) {
        HealthCheckRegistry registry = registry();
        if (registry == null) {
            return;
        }
        Watched watched = channels.get(channel);
        if (watched == null) {
            watched = new Watched(
                    new ChannelHealthCheck(scheme, channel, () -> stores(channel), clock), new ArrayList<>());
            watched.check().setEnabled(enabled);
            channels.put(channel, watched);
            registry.register(watched.check());
        }
        watched.stores().add(tasks);
    }

    /** An endpoint of the channel has stopped. */
    synchronized void remove(String channel, VideoTaskRepository tasks) {
        Watched watched = channels.get(channel);
        if (watched == null) {
            return;
        }
        for (int i = 0; i < watched.stores().size(); i++) {
            if (watched.stores().get(i) == tasks) {
                watched.stores().remove(i);
                break;
            }
        }
        HealthCheckRegistry registry = registry();
        if (watched.stores().isEmpty()) {
            channels.remove(channel);
            if (registry != null) {
                registry.unregister(watched.check());
            }
        }
    }

    private synchronized List<VideoTaskRepository> stores(String channel) {
        Watched watched = channels.get(channel);
        if (watched == null) {
            return List.of();
        }
        Set<VideoTaskRepository> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(watched.stores());
        return List.copyOf(distinct);
    }

    private @Nullable HealthCheckRegistry registry() {
        return HealthCheckRegistry.get(context);
    }
}
