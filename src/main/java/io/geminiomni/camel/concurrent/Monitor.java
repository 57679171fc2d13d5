package io.geminiomni.camel.concurrent;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lock, and the waiting for a change of what it guards. A thread that is inside may enter again. */
public interface Monitor {
    /** Runs an action while no other thread is inside. */
    <T extends @Nullable Object> T get(Supplier<T> action);

    /** Runs an action while no other thread is inside. */
    void run(Runnable action);

    /**
     * Waits until a condition holds, or for so long at most, and then runs an action, all of it inside. Others enter while it
     * waits. The condition is looked at first, and after each {@link #signalAll}.
     */
    <T extends @Nullable Object> T await(BooleanSupplier condition, Duration atMost, Supplier<T> action)
            throws InterruptedException;

    /** Has all who wait look at their conditions. Only for a thread that is inside. */
    void signalAll();
}
