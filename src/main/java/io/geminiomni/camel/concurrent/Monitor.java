package io.geminiomni.camel.concurrent;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lock with a condition to wait for. It is reentrant. */
public interface Monitor {
    /** Runs an action under the lock. */
    <T extends @Nullable Object> T get(Supplier<T> action);

    /** Runs an action under the lock. */
    default void run(Runnable action) {
        get(() -> {
            action.run();
            return null;
        });
    }

    /**
     * Waits until a condition is true, or until the time is over, and then runs an action, both under the lock. The lock is
     * released while it waits. The condition is checked first, and after each {@link #signalAll}.
     */
    <T extends @Nullable Object> T await(BooleanSupplier condition, Duration atMost, Supplier<T> action)
            throws InterruptedException;

    /** Has all waiting threads check their conditions. The caller holds the lock. */
    void signalAll();
}
