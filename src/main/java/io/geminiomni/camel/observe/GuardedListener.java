package io.geminiomni.camel.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.FactoryFinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes events to several listeners. The exception of a listener is logged, and has no other effect. */
public final class GuardedListener implements ChannelListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);
    private static final List<String> FACTORIES = List.of("micrometer", "opentelemetry");

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
                LOG.debug("The library {} is not on the class path", name, e);
            } catch (LinkageError e) {
                LOG.info(
                        "Nothing is reported to {}, because its library on the class path is of a version that the component"
                                + " does not work with: {}. docs/versions.md has those that were tested. Nothing else is affected",
                        name,
                        e.toString());
            } catch (RuntimeException e) {
                LOG.warn(
                        "Nothing is reported to {}, because its listener could not be made. Nothing else is affected",
                        name,
                        e);
            }
        }
        return of(listeners);
    }

    /** The spans of all listeners as one. */
    private ObservedSpan span(Function<ChannelListener, ObservedSpan> begin) {
        List<ObservedSpan> spans = new ArrayList<>();
        each(listener -> {
            ObservedSpan span = begin.apply(listener);
            if (span != ObservedSpan.NONE) {
                spans.add(span);
            }
        });
        return spans.isEmpty() ? ObservedSpan.NONE : new GuardedSpan(spans);
    }

    private final class GuardedSpan implements ObservedSpan {
        private final List<ObservedSpan> spans;

        GuardedSpan(List<ObservedSpan> spans) {
            this.spans = spans;
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            spans.forEach(span -> guard(() -> headers.putAll(span.headers())));
            return headers;
        }

        @Override
        public void end(@Nullable String taskId, @Nullable String error) {
            spans.forEach(span -> guard(() -> span.end(taskId, error)));
        }
    }

    private void each(Consumer<ChannelListener> call) {
        listeners.forEach(listener -> guard(() -> call.accept(listener)));
    }

    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            if (hasWarned.compareAndSet(false, true)) {
                LOG.warn("A listener failed; its further failures are logged at DEBUG. Nothing else is affected", e);
            } else {
                LOG.debug("A listener failed", e);
            }
        }
    }

    @Override
    public ObservedSpan submitting(String channel, String model) {
        return span(listener -> listener.submitting(channel, model));
    }

    @Override
    public ObservedSpan emitting(EmissionEvent event) {
        return span(listener -> listener.emitting(event));
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
