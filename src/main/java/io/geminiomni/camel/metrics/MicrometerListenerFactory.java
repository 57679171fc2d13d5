package io.geminiomni.camel.metrics;

import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.observe.ChannelListenerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the {@link MeterRegistry} as camel-micrometer does: the one with the name {@code metricsRegistry}, or the only composite
 * one, or the only one.
 */
public final class MicrometerListenerFactory implements ChannelListenerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(MicrometerListenerFactory.class);
    private static final String NAME = "metricsRegistry";

    @Override
    public Optional<ChannelListener> create(CamelContext context) {
        return Optional.ofNullable(registry(context.getRegistry()))
                .map(registry -> new MicrometerListener(registry, context.getName()));
    }

    private static @Nullable MeterRegistry registry(Registry beans) {
        MeterRegistry named = beans.lookupByNameAndType(NAME, MeterRegistry.class);
        if (named != null) {
            return named;
        }
        Set<CompositeMeterRegistry> composites = beans.findByType(CompositeMeterRegistry.class);
        if (composites.size() == 1) {
            return composites.iterator().next();
        }
        Set<MeterRegistry> all = beans.findByType(MeterRegistry.class);
        if (all.size() > 1) {
            LOG.warn(
                    "There are {} meter registries, so no meters are made: give the one to use the name {}, or add one"
                            + " CompositeMeterRegistry",
                    all.size(),
                    NAME);
        }
        return all.size() == 1 ? all.iterator().next() : null;
    }
}
