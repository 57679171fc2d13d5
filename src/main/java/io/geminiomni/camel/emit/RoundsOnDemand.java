package io.geminiomni.camel.emit;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    private final ExecutorService thread;
    private final Duration pause;
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
    public RoundsOnDemand(Round round, ExecutorService thread, Duration pause) {
        this.round = round;
        this.thread = thread;
        this.pause = pause;
    }

    /** Has a round done soon, which nobody waits for, unless one is under way. */
    public void want() {
        boolean idle;
        synchronized (this) {
            idle = open && !running;
            if (!idle) {
                return;
            }
            wanted = true;
            running = true;
        }
        start();
    }

    /** From now on there are rounds, until {@link #leave}. */
    public void enter() {
        boolean idle;
        synchronized (this) {
            waiting++;
            wanted = true;
            idle = open && !running;
            running |= idle;
            notifyAll();
        }
        if (idle) {
            start();
        }
    }

    /** Takes back an {@link #enter}. */
    public void leave() {
        synchronized (this) {
            waiting--;
            if (waiting > 0) {
                return;
            }
            notifyAll();
        }
        round.abandon();
    }

    /** How many rounds have been done. */
    public synchronized long done() {
        return done;
    }

    /**
     * Waits for the end of a round.
     *
     * @param seen how many were done when the caller last looked at what they brought
     * @throws RuntimeException what the last round failed with, if it did
     */
    public synchronized void await(long seen, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long remaining = atMost.toNanos();
        while (open && done == seen && remaining > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
            remaining = deadline - System.nanoTime();
        }
        if (done != seen && failure != null) {
            failureTold = true;
            throw failure;
        }
    }

    /** @throws RuntimeException what the last round failed with, if nobody has been told of that */
    public synchronized void tellFailure() {
        if (failure != null && !failureTold) {
            failureTold = true;
            throw failure;
        }
    }

    /** Does no more rounds, and lets go who waits. */
    public synchronized void close() {
        open = false;
        notifyAll();
    }

    private void start() {
        try {
            thread.execute(this::run);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("There is no thread to ask on", e);
            synchronized (this) {
                running = false;
            }
        }
    }

    private void run() {
        try {
            while (awaitDemand()) {
                ended(failureOf());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            synchronized (this) {
                running = false;
            }
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
        boolean nobodyWaits;
        synchronized (this) {
            done++;
            failure = failed;
            failureTold = failed == null;
            nobodyWaits = waiting == 0;
            notifyAll();
        }
        if (nobodyWaits) {
            round.abandon();
        }
    }

    /** @return whether there is to be another round; without one, this thread has nothing more to do */
    private synchronized boolean awaitDemand() throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        long remaining = pause.toNanos();
        while (open && waiting > 0 && !wanted && remaining > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
            remaining = deadline - System.nanoTime();
        }
        running = open && (wanted || waiting > 0);
        wanted = false;
        return running;
    }
}
