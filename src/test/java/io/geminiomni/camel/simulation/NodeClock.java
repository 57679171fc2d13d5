package io.geminiomni.camel.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** The clock of a node or of the store, by the time of the simulation. */
final class NodeClock extends Clock {
    private static final Instant BEGINNING = Instant.parse("2026-03-01T00:00:00Z");

    private final LongSupplier nanos;

    /** @param nanos the time since the beginning, with the error of this clock */
    NodeClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    static Instant instant(long nanos) {
        return BEGINNING.plusNanos(nanos / 1000 * 1000);
    }

    @Override
    public Instant instant() {
        return instant(nanos.getAsLong());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
