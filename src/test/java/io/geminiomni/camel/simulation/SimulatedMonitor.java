package io.geminiomni.camel.simulation;

import io.geminiomni.camel.concurrent.Monitor;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A reentrant lock with a condition, whose threads are strands. Who gets it next is up to the scheduler. */
final class SimulatedMonitor implements Monitor {
    private final Scheduler scheduler;
    private @Nullable Strand owner;
    private int depth;
    private long signals;

    SimulatedMonitor(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public <T extends @Nullable Object> T get(Supplier<T> action) {
        scheduler.step();
        Strand self = scheduler.running();
        acquire(self);
        try {
            return action.get();
        } finally {
            depth--;
            owner = depth == 0 ? null : self;
        }
    }

    private void acquire(Strand self) {
        while (owner != null && owner != self) {
            scheduler.block(self, Strand.NEVER, () -> owner == null);
        }
        owner = self;
        depth++;
    }

    @Override
    public <T extends @Nullable Object> T await(BooleanSupplier condition, Duration atMost, Supplier<T> action)
            throws InterruptedException {
        scheduler.step();
        Strand self = scheduler.running();
        acquire(self);
        try {
            long deadline = scheduler.now() + atMost.toNanos();
            while (scheduler.now() < deadline && !condition.getAsBoolean()) {
                awaitSignal(self, deadline);
            }
            return action.get();
        } finally {
            depth--;
            owner = depth == 0 ? null : self;
        }
    }

    private void awaitSignal(Strand self, long deadline) throws InterruptedException {
        int held = depth;
        if (scheduler.takeInterrupt(self)) {
            throw new InterruptedException();
        }
        long seen = signals;
        depth = 0;
        owner = null;
        scheduler.block(self, deadline, () -> signals != seen || self.interrupted);
        boolean interrupted = scheduler.takeInterrupt(self);
        acquire(self);
        depth = held;
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    @Override
    public void signalAll() {
        signals++;
    }
}
