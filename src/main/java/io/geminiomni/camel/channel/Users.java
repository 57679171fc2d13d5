package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Counts the users of a resource, which is acquired for the first user and released after the last one. */
public final class Users {
    private final Supplier<Runnable> acquire;
    private final Monitor monitor;
    private Runnable release = () -> {};
    private int present;
    private boolean everUsed;

    /** @param acquire is called before the first user enters; its result is called after the last user has left */
    Users(Supplier<Runnable> acquire, Threads threads) {
        this.acquire = acquire;
        this.monitor = threads.monitor();
    }

    Stay enter() {
        return monitor.get(() -> {
            if (present == 0) {
                release = acquire.get();
            }
            present++;
            everUsed = true;
            return new Stay();
        });
    }

    /** Whether there were users, and all have left. */
    boolean isDone() {
        return monitor.get(() -> everUsed && present == 0);
    }

    private void leave() {
        monitor.run(() -> {
            present--;
            if (present == 0) {
                release.run();
            }
        });
    }

    /** The stay of one user, from entering to leaving. */
    public final class Stay implements AutoCloseable {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave();
            }
        }
    }
}
