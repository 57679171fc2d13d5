package io.geminiomni.camel.metrics;

import io.geminiomni.camel.concurrent.LockMonitor;
import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.observe.OpenChannel;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The number of a channel's tasks by state. All gauges of one scrape are counted together. */
final class TaskGauges {
    private static final Logger LOG = LoggerFactory.getLogger(TaskGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final OpenChannel channel;
    private final LongSupplier nanoTime;
    private final Monitor monitor = new LockMonitor();
    private @Nullable Map<String, Long> counts;
    private long counted;
    private boolean isRead;

    TaskGauges(OpenChannel channel, LongSupplier nanoTime) {
        this.channel = channel;
        this.nanoTime = nanoTime;
    }

    /** NaN if the task store cannot be read. */
    double count(String state) {
        return monitor.get(() -> present(state));
    }

    private double present(String state) {
        long now = nanoTime.getAsLong();
        if (!isRead || now - counted >= FRESH.toNanos()) {
            counts = read();
            counted = now;
            isRead = true;
        }
        return counts == null ? Double.NaN : counts.getOrDefault(state, 0L);
    }

    private @Nullable Map<String, Long> read() {
        try {
            return channel.taskCounts();
        } catch (RuntimeException e) {
            LOG.debug("The tasks of channel {} could not be counted", channel.name(), e);
            return null;
        }
    }
}
