package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.TaskQueries;
import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps polls in flight, each on a thread of its pool. A poll that hangs does not delay the results of the others:
 * {@link #collect} returns what has arrived within its patience, and leaves the rest to a later call, which does not wait for it
 * again. A poll that has not been sent when the gateway throttles is taken back.
 */
public final class PollExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(PollExecutor.class);

    private final TaskQueries gateway;
    private final Executor executor;
    private final Monitor monitor;
    private final Set<LeasedTask> inFlight = new LinkedHashSet<>();
    private final Set<LeasedTask> awaited = new LinkedHashSet<>();
    /** Those in flight that wait for a thread. */
    private final Set<LeasedTask> queued = new LinkedHashSet<>();

    private final List<PollResult> results = new ArrayList<>();
    private final List<LeasedTask> takenBack = new ArrayList<>();
    private boolean open = true;
    private volatile Account account = new Account() {};

    /** What polls ask and tell their account, on their threads. */
    interface Account {
        /** Whether nothing may be polled now. */
        default boolean isThrottled() {
            return false;
        }

        /** How often the gateway has throttled so far. */
        default long throttlings() {
            return 0;
        }

        /**
         * Notes what the result of a poll, which may be abandoned, says of throttling.
         *
         * @param throttlingsBefore how often the gateway had throttled when the poll began
         */
        default void note(PollResult result, long throttlingsBefore) {}

        /** So many more polls wait for a thread, or fewer. */
        default void queued(int more) {}
    }

    /** @param executor has as many threads as there may be polls in flight */
    public PollExecutor(TaskQueries gateway, Executor executor, Threads threads) {
        this.gateway = gateway;
        this.executor = executor;
        this.monitor = threads.monitor();
    }

    /** From now on all polls are of this account. */
    void of(Account polled) {
        account = polled;
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
                queued.addAll(tasks);
            }
            return open;
        });
        if (accepted) {
            account.queued(tasks.size());
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
            executor.execute(() -> {
                if (begin(task)) {
                    poll(task);
                }
            });
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to poll {}", task.task(), e);
            if (begin(task)) {
                add(new PollResult.Failed(task, new IllegalStateException("There is no thread to poll: " + e, e)));
            }
        }
    }

    /** @return false if the poll was abandoned before it began */
    private boolean begin(LeasedTask task) {
        boolean begins = monitor.get(() -> queued.remove(task));
        if (begins) {
            account.queued(-1);
        }
        return begins;
    }

    private void poll(LeasedTask task) {
        long throttlings = account.throttlings();
        Optional<PollResult> result = result(task);
        if (result.isPresent()) {
            account.note(result.get(), throttlings);
            add(result.get());
        } else {
            takeBack(task);
        }
    }

    /** Empty if the poll was not sent. */
    private Optional<PollResult> result(LeasedTask leased) {
        String taskId = leased.task().taskId();
        try {
            if (taskId == null) {
                throw new IllegalStateException("A waiting task without a task id: " + leased.task());
            }
            return gateway.poll(taskId, leased.age(), () -> isInFlight(leased) && !account.isThrottled())
                    .map(answer -> new PollResult.Answered(leased, answer));
        } catch (RuntimeException e) {
            LOG.debug("The poll of task {} had no answer: {}", taskId, e.getMessage());
            return Optional.of(new PollResult.Failed(leased, e));
        } catch (Error e) {
            LOG.error("The poll of task {} failed", taskId, e);
            return Optional.of(new PollResult.Failed(leased, new IllegalStateException("The poll failed: " + e, e)));
        }
    }

    private boolean isInFlight(LeasedTask task) {
        return monitor.get(() -> inFlight.contains(task));
    }

    /** The result of an abandoned poll is of no use to anybody. */
    private void add(PollResult result) {
        monitor.run(() -> {
            if (inFlight.contains(result.polled())) {
                results.add(result);
                awaited.remove(result.polled());
                monitor.signalAll();
            }
        });
    }

    private void takeBack(LeasedTask task) {
        monitor.run(() -> {
            if (inFlight.contains(task)) {
                takenBack.add(task);
                awaited.remove(task);
                monitor.signalAll();
            }
        });
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

    /**
     * Waits for the result of any poll in flight.
     *
     * @return whether polls are in flight, with or without results
     */
    boolean awaitAny(Duration patience) throws InterruptedException {
        return monitor.await(
                () -> inFlight.isEmpty() || !results.isEmpty() || !takenBack.isEmpty(),
                patience,
                () -> !inFlight.isEmpty());
    }

    /** Collects the tasks whose polls were taken back before they were sent. */
    List<LeasedTask> collectTakenBack() {
        return monitor.get(() -> {
            List<LeasedTask> collected = List.copyOf(takenBack);
            takenBack.clear();
            collected.forEach(inFlight::remove);
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
        List<LeasedTask> notBegun = new ArrayList<>();
        List<LeasedTask> uncollected = monitor.get(() -> {
            open &= staysOpen;
            notBegun.addAll(queued);
            List<LeasedTask> present = List.copyOf(inFlight);
            inFlight.clear();
            awaited.clear();
            queued.clear();
            results.clear();
            takenBack.clear();
            monitor.signalAll();
            return present;
        });
        account.queued(-notBegun.size());
        return uncollected;
    }

    void open() {
        monitor.run(() -> open = true);
    }
}
