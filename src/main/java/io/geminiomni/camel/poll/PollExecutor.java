package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps questions about tasks in flight. One that hangs does not hold up the answers to the others: {@link #collect} gives
 * what has come in within its patience, and the rest to a later call, which does not wait for it again.
 */
public final class PollExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(PollExecutor.class);

    private final Query query;
    private final Executor executor;
    private final Monitor monitor;
    private final Set<LeasedTask> inFlight = new HashSet<>();
    private final Set<LeasedTask> awaited = new HashSet<>();
    private final List<PollAnswer> answers = new ArrayList<>();
    private boolean open = true;

    /** @param executor has as many threads as there may be questions in flight */
    public PollExecutor(Query query, Executor executor, Threads threads) {
        this.query = query;
        this.executor = executor;
        this.monitor = threads.monitor();
    }

    int inFlight() {
        return monitor.get(inFlight::size);
    }

    /** Asks for these tasks, unless it is closed; then they stay with the caller. */
    boolean ask(Collection<LeasedTask> tasks) {
        boolean accepted = monitor.get(() -> {
            if (open) {
                inFlight.addAll(tasks);
                awaited.addAll(tasks);
            }
            return open;
        });
        if (accepted) {
            try {
                tasks.forEach(this::ask);
            } catch (RejectedExecutionException e) {
                LOG.debug("Closed in the middle of asking: whoever closed it has these tasks now");
            }
        }
        return accepted;
    }

    private void ask(LeasedTask task) {
        try {
            executor.execute(() -> answered(answer(task)));
        } catch (OutOfMemoryError e) {
            LOG.error("There is no thread to ask for {}", task.task(), e);
            answered(new PollAnswer.Failed(task, new IllegalStateException("There is no thread to ask: " + e, e)));
        }
    }

    private PollAnswer answer(LeasedTask leased) {
        String taskId = leased.task().taskId();
        try {
            if (taskId == null) {
                throw new IllegalStateException("A waiting task without a task id: " + leased.task());
            }
            return new PollAnswer.Told(leased, query.query(taskId));
        } catch (RuntimeException e) {
            LOG.debug("No answer about task {}: {}", taskId, e.getMessage());
            return new PollAnswer.Failed(leased, e);
        } catch (Error e) {
            LOG.error("The question about task {} broke", taskId, e);
            return new PollAnswer.Failed(leased, new IllegalStateException("The question broke: " + e, e));
        }
    }

    private void answered(PollAnswer answer) {
        monitor.run(() -> {
            if (inFlight.contains(answer.asked())) {
                answers.add(answer);
                awaited.remove(answer.asked());
                monitor.signalAll();
            }
        });
    }

    /** Answers, until all questions since the last call are answered, the patience ends, or the questions are given up. */
    List<PollAnswer> collect(Duration patience) throws InterruptedException {
        return monitor.await(awaited::isEmpty, patience, () -> {
            List<PollAnswer> collected = List.copyOf(answers);
            answers.clear();
            awaited.clear();
            collected.forEach(answer -> inFlight.remove(answer.asked()));
            return collected;
        });
    }

    /** Those whose answers were not collected, and never will be. */
    List<LeasedTask> abandon() {
        return monitor.get(() -> {
            List<LeasedTask> uncollected = List.copyOf(inFlight);
            inFlight.clear();
            awaited.clear();
            answers.clear();
            monitor.signalAll();
            return uncollected;
        });
    }

    /** Abandons, and asks nothing more. */
    List<LeasedTask> close() {
        return monitor.get(() -> {
            open = false;
            return abandon();
        });
    }

    void open() {
        monitor.run(() -> open = true);
    }
}
