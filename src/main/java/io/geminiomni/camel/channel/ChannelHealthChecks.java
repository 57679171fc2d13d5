package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** Registers one health check for each channel with a started endpoint, if the context has a registry. */
public final class ChannelHealthChecks {
    private final CamelContext context;
    private final String scheme;
    private final ToIntFunction<String> unrecorded;
    private final Monitor monitor;
    private final Map<String, Watched> channels = new HashMap<>();

    /** @param sources one for each started endpoint of the channel */
    private record Watched(ChannelHealthCheck check, List<ChannelHealthCheck.Source> sources) {}

    /**
     * @param scheme the name of the component
     * @param unrecorded how many outcomes of a channel its store has not recorded yet
     */
    public ChannelHealthChecks(CamelContext context, String scheme, ToIntFunction<String> unrecorded, Threads threads) {
        this.unrecorded = unrecorded;
        this.context = context;
        this.scheme = scheme;
        this.monitor = threads.monitor();
    }

    /** An endpoint of the channel has started. */
    public void add(Endpoint endpoint, Channel atWork, boolean enabled) {
        monitor.run(() -> added(endpoint, atWork, enabled));
    }

    private void added(Endpoint endpoint, Channel atWork, boolean enabled) {
        String channel = atWork.name();
        atWork.unpolled().watch(atWork.tasks(), channel);
        HealthCheckRegistry registry = registry();
        if (registry == null) {
            return;
        }
        removeUnused(registry);
        Watched watched = channels.get(channel);
        if (watched == null) {
            watched = new Watched(
                    new ChannelHealthCheck(
                            scheme,
                            channel,
                            () -> sources(channel),
                            () -> unrecorded.applyAsInt(channel),
                            atWork.clock()),
                    new ArrayList<>());
            watched.check().setEnabled(enabled);
            channels.put(channel, watched);
            registry.register(watched.check());
        }
        watched.sources().add(new ChannelHealthCheck.Source(endpoint, atWork));
    }

    /** The endpoint has stopped. */
    public void remove(Endpoint endpoint, Channel atWork) {
        monitor.run(() -> removed(endpoint, atWork));
    }

    private void removed(Endpoint endpoint, Channel atWork) {
        String channel = atWork.name();
        atWork.unpolled().unwatch(atWork.tasks(), channel);
        Watched watched = channels.get(channel);
        if (watched == null) {
            return;
        }
        watched.sources().removeIf(source -> source.endpoint() == endpoint);
        HealthCheckRegistry registry = registry();
        if (watched.sources().isEmpty()) {
            channels.remove(channel);
            if (registry != null) {
                registry.unregister(watched.check());
            }
        }
    }

    /** Camel does not stop the endpoints of a {@code toD} that it removes from its cache. */
    private void removeUnused(HealthCheckRegistry registry) {
        Set<Endpoint> present = Collections.newSetFromMap(new IdentityHashMap<>());
        present.addAll(context.getEndpoints());
        channels.forEach((channel, watched) -> watched.sources().removeIf(source -> {
            boolean gone = source.channel().isDone() && !present.contains(source.endpoint());
            if (gone) {
                source.channel().unpolled().unwatch(source.channel().tasks(), channel);
            }
            return gone;
        }));
        channels.values().removeIf(watched -> {
            if (watched.sources().isEmpty()) {
                registry.unregister(watched.check());
            }
            return watched.sources().isEmpty();
        });
    }

    private List<ChannelHealthCheck.Source> sources(String channel) {
        return monitor.get(() -> {
            Watched watched = channels.get(channel);
            return watched == null ? List.of() : List.copyOf(watched.sources());
        });
    }

    private @Nullable HealthCheckRegistry registry() {
        return HealthCheckRegistry.get(context);
    }
}
