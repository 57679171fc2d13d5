package io.geminiomni.camel.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the machine that lends itself to strands. It waits until it is its turn, runs, and passes the turn on. A worker
 * whose strand is in the middle of something stays with it; only an idle worker is used again.
 */
final class Worker extends Thread {
    private static final Deque<Worker> IDLE = new ArrayDeque<>();

    private volatile boolean turn;
    /** The thread that waits for the turn: this, or one that works for its strand while this waits. */
    private volatile @Nullable Thread waiting;

    private Scheduler scheduler;

    private Worker(Scheduler scheduler) {
        super("simulation");
        this.scheduler = scheduler;
        setDaemon(true);
    }

    /** A worker without a strand. It waits for its first turn. */
    static Worker idle(Scheduler scheduler) {
        Worker worker;
        synchronized (IDLE) {
            worker = IDLE.poll();
        }
        if (worker == null) {
            worker = new Worker(scheduler);
            worker.start();
        } else {
            worker.scheduler = scheduler;
        }
        return worker;
    }

    /** It is this worker's turn. */
    void wake() {
        turn = true;
        LockSupport.unpark(waiting);
    }

    /** Waits for the next turn. An interrupt does not end the wait and is not lost. */
    void awaitTurn() {
        boolean interrupted = Thread.interrupted();
        waiting = Thread.currentThread();
        while (!turn) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        turn = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes this worker available to other strands, when it has none. */
    void release() {
        synchronized (IDLE) {
            IDLE.push(this);
        }
    }

    @Override
    public void run() {
        while (true) {
            awaitTurn();
            scheduler.workOn(this);
        }
    }
}
