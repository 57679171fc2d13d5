package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.OpenChannel;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The channels with a started endpoint. For each it registers one health check, and one more for the gateway, if the context has a
 * registry. It notifies the listener.
 */
public final class StartedChannels {
    private final CamelContext context;
    private final String scheme;
    private final ToIntFunction<String> unrecorded;
    private final ChannelListener listener;
    private final Monitor monitor;
    private final Map<String, Started> channels = new HashMap<>();
    private final BooleanSupplier checksGateway;
    private @Nullable GatewayHealthCheck gateway;

    /** @param sources one for each started endpoint of the channel */
    private record Started(ChannelHealthCheck check, List<ChannelHealthCheck.Source> sources) {}

    /**
     * @param scheme the name of the component
     * @param unrecorded how many outcomes of a channel its store has not recorded yet
     * @param checksGateway whether there is a health check of the gateway
     */
    public StartedChannels(
            CamelContext context,
            String scheme,
            ToIntFunction<String> unrecorded,
            BooleanSupplier checksGateway,
            ChannelListener listener,
            Threads threads) {
        this.unrecorded = unrecorded;
        this.checksGateway = checksGateway;
        this.context = context;
        this.scheme = scheme;
        this.listener = listener;
        this.monitor = threads.monitor();
    }

    public void add(Endpoint endpoint, Channel atWork, boolean checked) {
        monitor.run(() -> added(endpoint, atWork, checked));
    }

    private void added(Endpoint endpoint, Channel atWork, boolean checked) {
        String channel = atWork.name();
        atWork.unpolled().watch(atWork.tasks(), channel);
        removeUnused();
        Started started = channels.get(channel);
        boolean isFirst = started == null;
        if (started == null) {
            ChannelHealthCheck check = new ChannelHealthCheck(
                    scheme, channel, () -> sources(channel), () -> unrecorded.applyAsInt(channel), atWork.clock());
            check.setEnabled(checked);
            started = new Started(check, new ArrayList<>());
            channels.put(channel, started);
        }
        started.sources().add(new ChannelHealthCheck.Source(endpoint, atWork));
        if (isFirst) {
            opened(channel, started.check(), atWork);
        }
    }

    private void opened(String channel, ChannelHealthCheck check, Channel atWork) {
        HealthCheckRegistry registry = registry();
        if (registry != null) {
            registry.register(check);
            if (gateway == null && checksGateway.getAsBoolean()) {
                gateway = new GatewayHealthCheck(scheme, this::sources, atWork.clock(), atWork.threads());
                registry.register(gateway);
            }
        }
        listener.opened(new Counted(channel, scheme, () -> taskCounts(channel)));
    }

    private void closed(String channel, ChannelHealthCheck check) {
        HealthCheckRegistry registry = registry();
        if (registry != null) {
            registry.unregister(check);
        }
        listener.closed(channel);
    }

    public void remove(Endpoint endpoint, Channel atWork) {
        monitor.run(() -> removed(endpoint, atWork));
    }

    private void removed(Endpoint endpoint, Channel atWork) {
        atWork.unpolled().unwatch(atWork.tasks(), atWork.name());
        channels.values().forEach(started -> started.sources().removeIf(source -> source.endpoint() == endpoint));
        closeUnused();
        endGatewayCheck();
    }

    /** Camel does not stop the endpoints of a {@code toD} that it removes from its cache. */
    private void removeUnused() {
        Set<Endpoint> present = Collections.newSetFromMap(new IdentityHashMap<>());
        present.addAll(context.getEndpoints());
        channels.forEach((channel, started) -> started.sources().removeIf(source -> {
            boolean gone = source.channel().isDone() && !present.contains(source.endpoint());
            if (gone) {
                source.channel().unpolled().unwatch(source.channel().tasks(), channel);
            }
            return gone;
        }));
        closeUnused();
    }

    private void closeUnused() {
        channels.entrySet().removeIf(entry -> {
            boolean unused = entry.getValue().sources().isEmpty();
            if (unused) {
                closed(entry.getKey(), entry.getValue().check());
            }
            return unused;
        });
    }

    private void endGatewayCheck() {
        HealthCheckRegistry registry = registry();
        if (channels.isEmpty() && gateway != null && registry != null) {
            registry.unregister(gateway);
            gateway.end(context.getExecutorServiceManager());
            gateway = null;
        }
    }

    private List<ChannelHealthCheck.Source> sources() {
        return monitor.get(() -> channels.values().stream()
                .flatMap(started -> started.sources().stream())
                .toList());
    }

    private List<ChannelHealthCheck.Source> sources(String channel) {
        return monitor.get(() -> {
            Started started = channels.get(channel);
            return started == null ? List.of() : List.copyOf(started.sources());
        });
    }

    private @Nullable HealthCheckRegistry registry() {
        return HealthCheckRegistry.get(context);
    }

    /** The tasks in all repositories of a channel. */
    private Map<String, Long> taskCounts(String channel) {
        IdentityHashMap<VideoTaskRepository, TaskCensus> repositories = new IdentityHashMap<>();
        sources(channel)
                .forEach(source -> repositories.putIfAbsent(
                        source.channel().store(), source.channel().census()));
        Map<String, Long> counts = new TreeMap<>();
        repositories
                .values()
                .forEach(census ->
                        census.counts().forEach((state, count) -> counts.merge(state.name(), count, Long::sum)));
        return counts;
    }

    private record Counted(String name, String component, Supplier<Map<String, Long>> counts) implements OpenChannel {
        @Override
        public Map<String, Long> taskCounts() {
            return counts.get();
        }
    }
}
