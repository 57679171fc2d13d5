package io.geminiomni.camel.opentelemetry;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.ChannelListenerFactory;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/**
 * Finds the {@link Tracer} as camel-opentelemetry2 does: the only one in the registry of the context, or else that of the only
 * {@link OpenTelemetry} there, or else of the global one, if it is set.
 */
public final class OpenTelemetryListenerFactory implements ChannelListenerFactory {
    private static final String SCOPE = "io.geminiomni.camel";

    @Override
    public Optional<ChannelListener> create(CamelContext context) {
        Registry registry = context.getRegistry();
        Tracer tracer = registry.findSingleByType(Tracer.class);
        if (tracer != null) {
            return Optional.of(new OpenTelemetryListener(tracer));
        }
        OpenTelemetry ofContext = registry.findSingleByType(OpenTelemetry.class);
        OpenTelemetry telemetry = ofContext == null ? GlobalOpenTelemetry.getOrNoop() : ofContext;
        return telemetry == OpenTelemetry.noop()
                ? Optional.empty()
                : Optional.of(new OpenTelemetryListener(telemetry.getTracer(SCOPE)));
    }
}
