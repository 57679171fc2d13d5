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
 * Runs rounds of polls while callers wait for what they bring: one at a time, and on a thread of its own, so that each caller can
 * return when its own time is over.
 */
public final class RoundsOnDemand {
    private static final Logger LOG = LoggerFactory.getLogger(RoundsOnDemand.class);

    private final Round round;
    private final Executor thread;
    private final Duration pause;
    private final Monitor monitor;
    private int waiting;
    private boolean requested;
    private boolean running;
    private boolean inRound;
    private boolean open = true;
    private long done;
    private @Nullable RuntimeException failure;
    private boolean failureThrown = true;

    /** Polls of the due tasks. */
    public interface Round {
        void poll() throws InterruptedException;

        /** Gives up the polls that are in flight, as no caller waits for them. For any thread. */
        void abandon();
    }

    /**
     * @param thread an executor with one thread
     * @param pause between two rounds for the same waiting caller
     */
    public RoundsOnDemand(Round round, Executor thread, Duration pause, Threads threads) {
        this.round = round;
        this.thread = thread;
        this.pause = pause;
        this.monitor = threads.monitor();
    }

    /** Starts one round that no caller waits for, unless rounds are running. */
    public void request() {
        if (monitor.get(this::begin)) {
            start();
        }
    }

    /** The caller waits: from now on there are rounds, until {@link #leave}. */
    public void enter() {
        boolean begins = monitor.get(() -> {
            waiting++;
            requested = true;
            monitor.signalAll();
            return begin();
        });
        if (begins) {
            start();
        }
    }

    /** @return whether no thread runs rounds, so that one has to be started */
    private boolean begin() {
        boolean idle = open && !running;
        requested |= idle;
        running |= idle;
        return idle;
    }

    /**
     * The caller waits no longer. A round that is under way goes on to its end, so that it takes the answers that it waits for,
     * also if each caller waits for less time than a round takes.
     */
    public void leave() {
        boolean mayAbandon = monitor.get(() -> {
            waiting--;
            monitor.signalAll();
            return waiting == 0 && !inRound;
        });
        if (mayAbandon) {
            round.abandon();
        }
    }

    /** The number of rounds so far. */
    public long done() {
        return monitor.get(() -> done);
    }

    /**
     * Waits for the end of a round. If there was no thread for one, it is tried again after the wait.
     *
     * @param seen the number of rounds when the caller last looked at what they brought
     * @throws RuntimeException the failure of the last round, if it failed
     */
    public void await(long seen, Duration atMost) throws InterruptedException {
        boolean begins = monitor.await(() -> !open || done != seen, atMost, () -> {
            if (done != seen) {
                throwFailure();
            }
            return begin();
        });
        if (begins) {
            start();
        }
    }

    /** @throws RuntimeException the failure of the last round, if it failed and no caller was thrown that failure */
    public void throwNewFailure() {
        monitor.run(() -> {
            if (!failureThrown) {
                throwFailure();
            }
        });
    }

    private void throwFailure() {
        if (failure != null) {
            failureThrown = true;
            throw failure;
        }
    }

    /** Starts no more rounds, and ends all waits. */
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
            LOG.debug("There is no thread for a round of polls", e);
            monitor.run(() -> running = false);
        }
    }

    private void run() {
        try {
            while (awaitRequest()) {
                end(poll());
            }
        } catch (InterruptedException e) {
            interrupted();
            Thread.currentThread().interrupt();
        }
    }

    /** Polls that nobody collects would be leased forever. With a caller, its next round collects them, or its leave gives them up. */
    private void interrupted() {
        boolean nobodyWaits = monitor.get(() -> {
            running = false;
            inRound = false;
            return waiting == 0;
        });
        if (nobodyWaits) {
            round.abandon();
        }
    }

    private @Nullable RuntimeException poll() throws InterruptedException {
        try {
            round.poll();
            return null;
        } catch (RuntimeException e) {
            return e;
        } catch (Error e) {
            LOG.error("A round of polls failed; the next one starts when a caller waits", e);
            return new IllegalStateException("A round of polls failed: " + e, e);
        }
    }

    private void end(@Nullable RuntimeException failed) {
        boolean nobodyWaits = monitor.get(() -> {
            inRound = false;
            done++;
            failure = failed;
            failureThrown = failed == null;
            monitor.signalAll();
            return waiting == 0;
        });
        if (nobodyWaits) {
            round.abandon();
        }
    }

    /** @return whether to run another round; if not, this thread ends */
    private boolean awaitRequest() throws InterruptedException {
        return monitor.await(() -> !open || waiting == 0 || requested, pause, () -> {
            running = open && (requested || waiting > 0);
            inRound = running;
            requested = false;
            return running;
        });
    }
}
