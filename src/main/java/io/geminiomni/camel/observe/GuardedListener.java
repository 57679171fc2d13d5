package io.geminiomni.camel.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.FactoryFinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events to several listeners. The exception of a listener is logged, and has no other effect. */
public final class GuardedListener implements ChannelListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);
    private static final List<String> FACTORIES = List.of("micrometer");

    private final List<ChannelListener> listeners;
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    private GuardedListener(List<ChannelListener> listeners) {
        this.listeners = listeners;
    }

    /** @return {@link #NONE} if there are no listeners */
    public static ChannelListener of(List<ChannelListener> listeners) {
        return listeners.isEmpty() ? NONE : new GuardedListener(List.copyOf(listeners));
    }

    /** The listeners of the optional libraries that are on the class path, and that the context has something for. */
    public static ChannelListener of(CamelContext context) {
        FactoryFinder finder = context.getCamelContextExtension().getFactoryFinder(ChannelListenerFactory.PATH);
        List<ChannelListener> listeners = new ArrayList<>();
        for (String name : FACTORIES) {
            try {
                finder.newInstance(name, ChannelListenerFactory.class)
                        .flatMap(factory -> factory.create(context))
                        .ifPresent(listeners::add);
            } catch (NoClassDefFoundError e) {
                LOG.debug("The library {} is not on the class path", name);
            }
        }
        return of(listeners);
    }

    private void each(Consumer<ChannelListener> call) {
        for (ChannelListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | Error e) {
                if (hasWarned.compareAndSet(false, true)) {
                    LOG.warn(
                            "A listener failed; its further failures are logged at DEBUG. Nothing else is affected", e);
                } else {
                    LOG.debug("A listener failed", e);
                }
            }
        }
    }

    @Override
    public void submitted(SubmissionEvent event) {
        each(listener -> listener.submitted(event));
    }

    @Override
    public void ended(TaskEvent event) {
        each(listener -> listener.ended(event));
    }

    @Override
    public void throttled(Duration pause) {
        each(listener -> listener.throttled(pause));
    }

    @Override
    public void delivered(DeliveryEvent event) {
        each(listener -> listener.delivered(event));
    }

    @Override
    public void downloaded(DownloadEvent event) {
        each(listener -> listener.downloaded(event));
    }

    @Override
    public void stored(StoreEvent event) {
        each(listener -> listener.stored(event));
    }

    @Override
    public void opened(OpenChannel channel) {
        each(listener -> listener.opened(channel));
    }

    @Override
    public void closed(String channel) {
        each(listener -> listener.closed(channel));
    }
}
