package io.geminiomni.camel.concurrent;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A monitor with a lock of the JDK. Unlike {@code synchronized} it does not pin the carrier of a virtual thread. */
public final class LockMonitor implements Monitor {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    @Override
    public <T extends @Nullable Object> T get(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends @Nullable Object> T await(BooleanSupplier condition, Duration atMost, Supplier<T> action)
            throws InterruptedException {
        lock.lock();
        try {
            long remaining = atMost.toNanos();
            while (remaining > 0 && !condition.getAsBoolean()) {
                remaining = change.awaitNanos(remaining);
            }
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signalAll() {
        change.signalAll();
    }
}
