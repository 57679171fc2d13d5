package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.LeasedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps questions about tasks in flight. One that hangs does not hold up the answers to the others: {@link #collect} gives
 * what has come in within its patience, and the rest to a later call.
 */
final class Questioner {
    private static final Logger LOG = LoggerFactory.getLogger(Questioner.class);

    private final Query query;
    private final ExecutorService executor;
    private final Set<LeasedTask> inFlight = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    /** @param executor has as many threads as there may be questions in flight */
    Questioner(Query query, ExecutorService executor) {
        this.query = query;
        this.executor = executor;
    }

    int inFlight() {
        return inFlight.size();
    }

    void ask(Collection<LeasedTask> tasks) {
        for (LeasedTask task : tasks) {
            inFlight.add(task);
            executor.execute(() -> answers.add(answer(task)));
        }
    }

    private Answer answer(LeasedTask leased) {
        String taskId = leased.task().taskId();
        if (taskId == null) {
            throw new IllegalStateException("A waiting task without a task id: " + leased.task());
        }
        try {
            return new Answer.Told(leased, query.query(taskId));
        } catch (RuntimeException e) {
            LOG.debug("No answer about task {}: {}", taskId, e.getMessage());
            return new Answer.Failed(leased, e);
        }
    }

    /** Answers, until all questions are answered or the patience ends. */
    List<Answer> collect(Duration patience) throws InterruptedException {
        List<Answer> collected = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!inFlight.isEmpty()) {
            @Nullable Answer answer = answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answer == null) {
                break;
            }
            inFlight.remove(answer.asked());
            collected.add(answer);
        }
        return collected;
    }

    /** Those whose answers were not collected, and never will be. */
    List<LeasedTask> abandon() {
        List<LeasedTask> left = List.copyOf(inFlight);
        inFlight.clear();
        answers.clear();
        return left;
    }
}
