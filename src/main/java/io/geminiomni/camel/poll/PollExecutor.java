package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps polls in flight, each on a thread of its pool. A poll that hangs does not delay the results of the others:
 * {@link #collect} returns what has arrived within its patience, and leaves the rest to a later call, which does not wait for it
 * again.
 */
public final class PollExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(PollExecutor.class);

    private final Poll poll;
    private final Executor executor;
    private final Monitor monitor;
    private final Set<LeasedTask> inFlight = new LinkedHashSet<>();
    private final Set<LeasedTask> awaited = new LinkedHashSet<>();
    private final List<PollResult> results = new ArrayList<>();
    private boolean open = true;
    private volatile Consumer<PollResult> whenAbandoned = result -> {};

    /** @param executor has as many threads as there may be polls in flight */
    public PollExecutor(Poll poll, Executor executor, Threads threads) {
        this.poll = poll;
        this.executor = executor;
        this.monitor = threads.monitor();
    }

    int inFlight() {
        return monitor.get(inFlight::size);
    }

    /** @return false if this is closed: then nothing is polled, and the tasks stay with the caller */
    boolean send(Collection<LeasedTask> tasks) {
        boolean accepted = monitor.get(() -> {
            if (open) {
                inFlight.addAll(tasks);
                awaited.addAll(tasks);
            }
            return open;
        });
        if (accepted) {
            try {
                tasks.forEach(this::send);
            } catch (RejectedExecutionException e) {
                LOG.debug("Closed while polls were sent: the caller of close or abandon has these tasks now");
            }
        }
        return accepted;
    }

    private void send(LeasedTask task) {
        try {
            executor.execute(() -> add(poll(task)));
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to poll {}", task.task(), e);
            add(new PollResult.Failed(task, new IllegalStateException("There is no thread to poll: " + e, e)));
        }
    }

    private PollResult poll(LeasedTask leased) {
        String taskId = leased.task().taskId();
        try {
            if (taskId == null) {
                throw new IllegalStateException("A waiting task without a task id: " + leased.task());
            }
            return new PollResult.Answered(leased, poll.poll(taskId));
        } catch (RuntimeException e) {
            LOG.debug("The poll of task {} had no answer: {}", taskId, e.getMessage());
            return new PollResult.Failed(leased, e);
        } catch (Error e) {
            LOG.error("The poll of task {} failed", taskId, e);
            return new PollResult.Failed(leased, new IllegalStateException("The poll failed: " + e, e));
        }
    }

    private void add(PollResult result) {
        boolean isAwaited = monitor.get(() -> {
            boolean known = inFlight.contains(result.polled());
            if (known) {
                results.add(result);
                awaited.remove(result.polled());
                monitor.signalAll();
            }
            return known;
        });
        if (!isAwaited) {
            whenAbandoned.accept(result);
        }
    }

    /** Has somebody notified of the results of abandoned polls, on the threads of the polls or of who abandons them. */
    void whenAbandoned(Consumer<PollResult> action) {
        whenAbandoned = action;
    }

    /** Waits for the polls that were sent since the last call, and returns all results that have arrived. */
    List<PollResult> collect(Duration patience) throws InterruptedException {
        return monitor.await(awaited::isEmpty, patience, () -> {
            List<PollResult> collected = List.copyOf(results);
            results.clear();
            awaited.clear();
            collected.forEach(result -> inFlight.remove(result.polled()));
            return collected;
        });
    }

    /** @return the tasks whose results were not collected, and never will be */
    List<LeasedTask> abandon() {
        return abandon(true);
    }

    /** Abandons what is in flight, and sends nothing more. */
    List<LeasedTask> close() {
        return abandon(false);
    }

    private List<LeasedTask> abandon(boolean staysOpen) {
        List<PollResult> discarded = new ArrayList<>();
        List<LeasedTask> uncollected = monitor.get(() -> {
            open &= staysOpen;
            discarded.addAll(results);
            List<LeasedTask> present = List.copyOf(inFlight);
            inFlight.clear();
            awaited.clear();
            results.clear();
            monitor.signalAll();
            return present;
        });
        discarded.forEach(whenAbandoned);
        return uncollected;
    }

    void open() {
        monitor.run(() -> open = true);
    }
}
