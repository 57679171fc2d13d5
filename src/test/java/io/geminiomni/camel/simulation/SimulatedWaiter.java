package io.geminiomni.camel.simulation;

import io.geminiomni.camel.channel.Channel;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.delivery.Deliveries;
import io.geminiomni.camel.poll.TaskWatcher;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits for videos as the operation {@code generate} does, with the same parts, in a route that is simulated. */
final class SimulatedWaiter {
    private static final Duration TICK = Duration.ofSeconds(6);

    private final Channel channel;
    private final Deliveries deliveries;
    private final SimulatedRoute route;
    private final String node;
    private final Recorder recorder;
    private final ExecutorService polls;
    private final ExecutorService continuations;
    private final ScheduledExecutorService clockwork;
    private final TaskWatcher watcher;
    private boolean stopping;

    SimulatedWaiter(Channel channel, Deliveries deliveries, SimulatedRoute route, String node, Recorder recorder) {
        this.channel = channel;
        this.deliveries = deliveries;
        this.route = route;
        this.node = node;
        this.recorder = recorder;
        Threads threads = channel.threads();
        this.polls = threads.pool(this, "poll of a wait", channel.options().concurrentPolls());
        this.continuations =
                threads.pool(this, "continuation", channel.options().workerPoolSize());
        this.clockwork = threads.timer(this, "watcher");
        this.watcher = channel.watcher(polls);
        clockwork.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            watcher.tick();
        } catch (InterruptedException e) {
            recorder.note(node + ": a tick of the watcher is interrupted");
        } catch (RuntimeException e) {
            recorder.note(node + ": a tick of the watcher fails: " + e.getMessage());
        }
    }

    /** @param whenContinued is called when the exchange has continued or failed */
    void await(Submitted submitted, Runnable whenContinued) {
        VideoTask task = submitted.task();
        boolean isOver = task.state() == TaskState.DELIVERED || task.state() == TaskState.PARKED;
        boolean elsewhere = task.state() == TaskState.WAITING
                && !task.baseUrl().equals(channel.options().gateway().baseUrl().toString());
        if (isOver || elsewhere) {
            whenContinued.run();
            return;
        }
        Optional<LeasedTask> claimed = channel.claimOne(deliveries, task.key(), node);
        if (claimed.isEmpty()) {
            recorder.note(node + ": key " + task.key() + " belongs to another exchange or consumer");
            whenContinued.run();
        } else if (claimed.get().task().state() == TaskState.WAITING) {
            watcher.watch(
                    claimed.get(),
                    NodeOptions.GENERATE_TIMEOUT,
                    submitted.estimated(),
                    end -> resume(end, whenContinued));
        } else {
            route.emit(claimed.get(), deliveries, () -> stopping, whenContinued);
        }
    }

    private void resume(TaskWatcher.End end, Runnable whenContinued) {
        Runnable continuation = () -> {
            if (end.ending() == TaskWatcher.Ending.DONE) {
                route.emit(end.leased(), deliveries, () -> stopping, whenContinued);
            } else {
                recorder.note(node + ": the wait for key " + end.leased().task().key() + " ends: " + end.ending());
                whenContinued.run();
            }
        };
        try {
            continuations.execute(continuation);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            continuation.run();
        }
    }

    void stop() {
        stopping = true;
        watcher.close();
        clockwork.shutdown();
        polls.shutdownNow();
        continuations.shutdown();
    }
}
