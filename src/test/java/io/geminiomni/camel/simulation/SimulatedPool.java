package io.geminiomni.camel.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A pool whose threads are strands. A thread without a job ends. */
final class SimulatedPool extends AbstractExecutorService {
    private final Scheduler scheduler;
    private final Life life;
    private final String name;
    private final int threads;
    private final BooleanSupplier noThread;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final List<Strand> active = new ArrayList<>();
    private boolean shutdown;

    /** @param noThread whether there is no memory for a new thread */
    SimulatedPool(Scheduler scheduler, Life life, String name, int threads, BooleanSupplier noThread) {
        this.scheduler = scheduler;
        this.life = life;
        this.name = name;
        this.threads = threads;
        this.noThread = noThread;
    }

    @Override
    public void execute(Runnable job) {
        scheduler.step();
        if (shutdown) {
            throw new RejectedExecutionException("The pool " + name + " is shut down");
        }
        if (active.size() < threads) {
            if (noThread.getAsBoolean()) {
                throw new OutOfMemoryError("There is no memory for a new thread");
            }
            active.add(scheduler.start(name, life, () -> work(job)));
        } else {
            queue.add(job);
        }
    }

    private void work(Runnable first) {
        Strand self = scheduler.running();
        @Nullable Runnable job = first;
        while (job != null) {
            job.run();
            scheduler.step();
            job = queue.poll();
        }
        active.remove(self);
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        active.forEach(scheduler::interrupt);
        List<Runnable> notBegun = List.copyOf(queue);
        queue.clear();
        return notBegun;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && active.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("No part of the component waits for the end of a pool");
    }
}
