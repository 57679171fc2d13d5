package io.geminiomni.camel.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which strand goes on. Exactly one runs at a time, so a history depends on the seed alone. At each step the running
 * strand may be stopped, and any that can go on is chosen. Time moves when none can go on: to the next time at which one can.
 */
final class Scheduler {
    private static final long PATIENCE_SECONDS = 60;
    /** A history that has come to rest has far fewer. */
    private static final long MOST_STEPS = 300_000;

    private final RandomGenerator random;
    private final double switching;
    private final List<Strand> strands = new ArrayList<>();
    private final List<Strand> ready = new ArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private CountDownLatch unwound = new CountDownLatch(0);
    private @Nullable Strand running;
    private Stalls stalls = strand -> Duration.ZERO;
    private long now;
    private volatile long steps;
    private boolean over;
    private boolean judged;
    private @Nullable String stuck;
    private @Nullable Throwable broken;

    /** Stops strands. */
    interface Stalls {
        /** For how long the strand is stopped at this step; zero if it is not. */
        Duration next(Strand strand);
    }

    /**
     * @param switching the probability that another strand is chosen at a step
     */
    Scheduler(RandomGenerator random, double switching) {
        this.random = random;
        this.switching = switching;
    }

    /** Has strands stop for a while. */
    void stall(Stalls stalls) {
        this.stalls = stalls;
    }

    /** The time since the beginning, in nanoseconds. */
    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Adds a job that begins when its time has come. */
    Strand start(String name, Life life, Runnable job) {
        return startAt(name, life, now, () -> true, job);
    }

    Strand startAt(String name, Life life, long time, BooleanSupplier mayBegin, Runnable job) {
        Strand strand = new Strand(name, life, time, mayBegin, job);
        strands.add(strand);
        return strand;
    }

    /** Removes a job that has not begun. */
    void cancel(Strand strand) {
        if (!strand.hasBegun()) {
            strands.remove(strand);
        }
    }

    /** Runs until {@link #finish}. */
    void run() {
        passOn();
        try {
            long seen = -1;
            while (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (steps == seen) {
                    throw new IllegalStateException("The simulation does not end: " + running().name
                            + " has taken no step for " + PATIENCE_SECONDS
                            + " s. It waits for something that the scheduler does not know");
                }
                seen = steps;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The simulation was interrupted", e);
        }
        if (broken != null) {
            throw new IllegalStateException("The simulation itself has failed", broken);
        }
    }

    /** Ends the simulation: no other strand goes on. The running one has to return. */
    void finish() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** The simulation itself has a fault. */
    void fail(Throwable why) {
        broken = why;
        finish();
    }

    /** Why no strand could go on, if that has happened. */
    @Nullable String stuck() {
        return stuck;
    }

    /** Whether a strand is running, so that it can take a step. */
    boolean isRunning() {
        return running != null;
    }

    Strand running() {
        if (running == null) {
            throw new IllegalStateException("No strand is running");
        }
        return running;
    }

    /** The running strand may be stopped here, and others may go on before it does. */
    void step() {
        checkOpen();
        Strand self = running();
        steps++;
        if (steps > MOST_STEPS) {
            stuck = "there is no rest after " + MOST_STEPS + " steps";
            over = true;
            throw new Unwound();
        }
        self.life.step();
        Duration stall = stalls.next(self);
        if (self.life.isEnded()
                || self.life.pausedUntil() > now
                || !stall.isZero()
                || random.nextDouble() < switching) {
            self.wakeAt = now + stall.toNanos();
            giveWay(self);
        }
    }

    /** Time passes while the running strand works. */
    void spend(Duration time) {
        now += time.toNanos();
    }

    /** @return false if the running strand was interrupted before that time had passed */
    boolean sleep(Duration time) {
        step();
        Strand self = running();
        if (takeInterrupt(self)) {
            return false;
        }
        block(self, now + time.toNanos(), () -> self.interrupted);
        return !takeInterrupt(self);
    }

    /**
     * Stops the running strand until a condition is true or a time has come.
     *
     * @param until {@link Strand#NEVER} for the condition alone
     */
    void block(Strand self, long until, BooleanSupplier condition) {
        checkOpen();
        self.wakeAt = until;
        self.wake = condition;
        giveWay(self);
        self.wake = null;
    }

    /** Whether the running strand was interrupted, by the simulation or by itself; it is not any more. */
    boolean takeInterrupt(Strand self) {
        boolean interrupted = self.interrupted | Thread.interrupted();
        self.interrupted = false;
        return interrupted;
    }

    void interrupt(Strand strand) {
        if (strand == running) {
            Thread.currentThread().interrupt();
        } else {
            strand.interrupted = true;
        }
    }

    /** The strands of a process that are in the middle of a job. */
    List<Strand> begunBy(Life life) {
        return strands.stream()
                .filter(strand -> strand.life == life && strand.hasBegun())
                .toList();
    }

    private void giveWay(Strand self) {
        Worker own = Objects.requireNonNull(self.worker);
        Strand next = choose();
        if (next != self) {
            resume(next);
            own.awaitTurn();
        }
        checkOpen();
        running = self;
        if (self.interrupted && self.wake == null) {
            self.interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    private void checkOpen() {
        if (over) {
            throw new Unwound();
        }
    }

    /** Lets a strand go on, on its own worker. */
    private void resume(@Nullable Strand next) {
        if (next == null) {
            over = true;
            finished.countDown();
            return;
        }
        running = next;
        if (next.worker == null) {
            next.worker = Worker.idle(this);
        }
        next.worker.wake();
    }

    private void passOn() {
        resume(choose());
    }

    /** The strand that goes on; null if none ever can. */
    private @Nullable Strand choose() {
        ready.clear();
        long first = Strand.NEVER;
        for (Strand strand : strands) {
            long earliest = strand.earliest(now);
            if (earliest <= now) {
                ready.add(strand);
            }
            first = Math.min(first, earliest);
        }
        if (!ready.isEmpty()) {
            return ready.size() == 1 ? ready.get(0) : ready.get(random.nextInt(ready.size()));
        }
        if (first == Strand.NEVER) {
            stuck = "no thread can go on: "
                    + strands.stream()
                            .filter(strand -> !strand.life.isEnded())
                            .map(strand -> strand.life + "/" + strand.name)
                            .toList();
            return null;
        }
        now = first;
        return choose();
    }

    /** Runs strands that have not begun, one after the other, until one is chosen that has a worker. For the worker's thread. */
    void workOn(Worker worker) {
        while (!over) {
            Strand strand = running();
            work(strand);
            Thread.interrupted();
            strands.remove(strand);
            if (over) {
                break;
            }
            Strand next = choose();
            if (next == null || next.hasBegun()) {
                worker.release();
                resume(next);
                return;
            }
            next.worker = worker;
            running = next;
        }
        worker.release();
        (judged ? unwound : finished).countDown();
    }

    private void work(Strand strand) {
        try {
            Runnable job = strand.begin();
            if (strand.interrupted) {
                strand.interrupted = false;
                Thread.currentThread().interrupt();
            }
            job.run();
        } catch (Unwound e) {
            Thread.interrupted();
        } catch (RuntimeException | Error e) {
            if (!over) {
                fail(e);
            }
        }
    }

    /**
     * Ends the threads of this simulation, one after the other, after its history has been judged. What they do meanwhile has no
     * effect, as each further step throws.
     */
    void unwind() {
        judged = true;
        for (Strand strand : List.copyOf(strands)) {
            if (strand.hasBegun() && strand.worker != null) {
                unwind(strand);
            }
        }
    }

    private void unwind(Strand strand) {
        unwound = new CountDownLatch(1);
        Objects.requireNonNull(strand.worker).wake();
        try {
            if (!unwound.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The thread of " + strand.name + " does not end after its history");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The simulation was interrupted", e);
        }
    }
}
