package io.geminiomni.camel.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A timer with one thread: its jobs are strands of which at most one has begun. */
final class SimulatedTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final Scheduler scheduler;
    private final Life life;
    private final String name;
    private final Consumer<Throwable> whenJobFails;
    private final boolean disabled;
    private final List<Job> jobs = new ArrayList<>();
    private @Nullable Strand busy;
    private boolean shutdown;

    /**
     * @param whenJobFails is told what a job has thrown; a repeated job is then not repeated again
     * @param disabled whether no job ever runs, which is a fault that was put in
     */
    SimulatedTimer(Scheduler scheduler, Life life, String name, Consumer<Throwable> whenJobFails, boolean disabled) {
        this.scheduler = scheduler;
        this.life = life;
        this.name = name;
        this.whenJobFails = whenJobFails;
        this.disabled = disabled;
    }

    /** A scheduled job. Nothing waits for its result. */
    private final class Job implements ScheduledFuture<Void> {
        private final Runnable action;
        /** The delay until it is repeated; negative if it is not. */
        private final long repeatAfter;

        private @Nullable Strand next;
        private boolean cancelled;
        private boolean done;

        Job(Runnable action, long delay, long repeatAfter) {
            this.action = action;
            this.repeatAfter = repeatAfter;
            schedule(delay);
        }

        private void schedule(long delay) {
            next = scheduler.startAt(
                    name, life, scheduler.now() + Math.max(0, delay), () -> busy == null && !disabled, this::run);
        }

        private void run() {
            busy = scheduler.running();
            try {
                action.run();
            } catch (RuntimeException e) {
                cancelled = true;
                whenJobFails.accept(e);
            }
            busy = null;
            if (repeatAfter < 0 || cancelled || shutdown) {
                done = true;
                jobs.remove(this);
            } else {
                schedule(repeatAfter);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = !cancelled && !done;
            cancelled = true;
            jobs.remove(this);
            if (next != null) {
                scheduler.cancel(next);
            }
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public boolean isDone() {
            return done || cancelled;
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException("No part of the component waits for a scheduled job");
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            return get();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(next == null ? 0 : next.wakeAt - scheduler.now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private Job add(Runnable action, long delay, long repeatAfter) {
        if (shutdown) {
            throw new RejectedExecutionException("The timer " + name + " is shut down");
        }
        Job job = new Job(action, delay, repeatAfter);
        jobs.add(job);
        return job;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(command, unit.toNanos(delay), -1);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("No part of the component schedules a job with a result");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("No part of the component schedules a job at a fixed rate");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return add(command, unit.toNanos(initial), unit.toNanos(delay));
    }

    @Override
    public void execute(Runnable command) {
        add(command, 0, -1);
    }

    @Override
    public void shutdown() {
        shutdown = true;
        List.copyOf(jobs).stream().filter(job -> job.repeatAfter >= 0).forEach(job -> job.cancel(false));
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List.copyOf(jobs).forEach(job -> job.cancel(true));
        if (busy != null) {
            scheduler.interrupt(busy);
        }
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && busy == null && jobs.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("No part of the component waits for the end of a timer");
    }
}
