package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Counts who works with something that is needed from the first of them on, until the last of them has left. */
public final class Users {
    private final Supplier<Runnable> beforeFirst;
    private final Monitor monitor;
    private Runnable afterLast = () -> {};
    private int present;
    private boolean everUsed;

    /** @param beforeFirst is run when somebody enters and nobody else is there; gives what is run when all have left */
    Users(Supplier<Runnable> beforeFirst, Threads threads) {
        this.beforeFirst = beforeFirst;
        this.monitor = threads.monitor();
    }

    Stay enter() {
        return monitor.get(() -> {
            if (present == 0) {
                afterLast = beforeFirst.get();
            }
            present++;
            everUsed = true;
            return new Stay();
        });
    }

    /** Whether somebody has entered, and all have left. */
    boolean isDone() {
        return monitor.get(() -> everUsed && present == 0);
    }

    private void leave() {
        monitor.run(() -> {
            present--;
            if (present == 0) {
                afterLast.run();
            }
        });
    }

    /** From entering to leaving, which is done once. */
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
