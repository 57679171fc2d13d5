package io.geminiomni.camel.emit;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does rounds of questions while somebody waits for what they bring, one at a time and on a thread of its own, so that those
 * who wait can leave whenever they want.
 */
public final class RoundsOnDemand {
    private static final Logger LOG = LoggerFactory.getLogger(RoundsOnDemand.class);

    private final Round round;
    private final Executor thread;
    private final Duration pause;
    private final Monitor monitor;
    private int waiting;
    private boolean wanted;
    private boolean running;
    private boolean open = true;
    private long done;
    private @Nullable RuntimeException failure;
    private boolean failureTold = true;

    /** Questions about what is due. */
    public interface Round {
        void ask() throws InterruptedException;

        /** Nobody waits for the answers that are not there yet. For any thread. */
        void abandon();
    }

    /**
     * @param thread has one
     * @param pause between two rounds for the same waiting caller
     */
    public RoundsOnDemand(Round round, Executor thread, Duration pause, Threads threads) {
        this.round = round;
        this.thread = thread;
        this.pause = pause;
        this.monitor = threads.monitor();
    }

    /** Has a round done soon, which nobody waits for, unless one is under way. */
    public void want() {
        if (monitor.get(this::begin)) {
            start();
        }
    }

    /** From now on there are rounds, until {@link #leave}. */
    public void enter() {
        boolean begins = monitor.get(() -> {
            waiting++;
            wanted = true;
            monitor.signalAll();
            return begin();
        });
        if (begins) {
            start();
        }
    }

    /** @return whether no thread does rounds yet, so that one has to be started */
    private boolean begin() {
        boolean idle = open && !running;
        wanted |= idle;
        running |= idle;
        return idle;
    }

    /** Takes back an {@link #enter}. */
    public void leave() {
        boolean last = monitor.get(() -> {
            waiting--;
            monitor.signalAll();
            return waiting == 0;
        });
        if (last) {
            round.abandon();
        }
    }

    /** How many rounds have been done. */
    public long done() {
        return monitor.get(() -> done);
    }

    /**
     * Waits for the end of a round.
     *
     * @param seen how many were done when the caller last looked at what they brought
     * @throws RuntimeException what the last round failed with, if it did
     */
    public void await(long seen, Duration atMost) throws InterruptedException {
        monitor.await(() -> !open || done != seen, atMost, () -> {
            if (done != seen) {
                throwFailure();
            }
            return done;
        });
    }

    /** @throws RuntimeException what the last round failed with, if nobody has been told of that */
    public void tellFailure() {
        monitor.run(() -> {
            if (!failureTold) {
                throwFailure();
            }
        });
    }

    private void throwFailure() {
        if (failure != null) {
            failureTold = true;
            throw failure;
        }
    }

    /** Does no more rounds, and lets go who waits. */
    public void close() {
        monitor.run(() -> {
            open = false;
            monitor.signalAll();
        });
    }

    private void start() {
        try {
            thread.execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("There is no thread to ask on", e);
            monitor.run(() -> running = false);
        }
    }

    private void run() {
        try {
            while (awaitDemand()) {
                ended(failureOf());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            monitor.run(() -> running = false);
        }
    }

    private @Nullable RuntimeException failureOf() throws InterruptedException {
        try {
            round.ask();
            return null;
        } catch (RuntimeException e) {
            return e;
        } catch (Error e) {
            LOG.error("A round of questions broke; there is another one when somebody waits", e);
            return new IllegalStateException("A round of questions broke: " + e, e);
        }
    }

    private void ended(@Nullable RuntimeException failed) {
        boolean nobodyWaits = monitor.get(() -> {
            done++;
            failure = failed;
            failureTold = failed == null;
            monitor.signalAll();
            return waiting == 0;
        });
        if (nobodyWaits) {
            round.abandon();
        }
    }

    /** @return whether there is to be another round; without one, this thread has nothing more to do */
    private boolean awaitDemand() throws InterruptedException {
        return monitor.await(() -> !open || waiting == 0 || wanted, pause, () -> {
            running = open && (wanted || waiting > 0);
            wanted = false;
            return running;
        });
    }
}
