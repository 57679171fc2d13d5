package io.geminiomni.camel.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What was begun and is not recorded yet: requests, questions, and videos that were handed over. A thread that has recorded
 * something is on its way until it comes to rest, as it may look at the clock once more after that.
 */
final class Underway implements Supplier<List<String>> {
    private final ToLongFunction<String> questions;
    private final Map<String, VideoTask> attempts = new ConcurrentHashMap<>();
    private final Map<String, Work> works = new ConcurrentHashMap<>();
    private final Set<Thread> recorders = ConcurrentHashMap.newKeySet();

    Underway(ToLongFunction<String> questions) {
        this.questions = questions;
    }

    /** One text for each thing that is on its way. */
    @Override
    public List<String> get() {
        List<String> busy = new ArrayList<>();
        attempts.values().forEach(task -> busy.add("a request, whose outcome is not recorded: " + task));
        works.values().stream().filter(this::isBusy).forEach(work -> busy.add(work.toString()));
        recorders.removeIf(Underway::isAtRest);
        recorders.forEach(thread -> busy.add("what follows a record, on thread " + thread.getName()));
        return busy;
    }

    private boolean isBusy(Work work) {
        return work.polled()
                || Claim.Purpose.EMIT.covers(work.task().state())
                || questions(work.task()) > work.answered();
    }

    private static boolean isAtRest(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED -> thread == Thread.currentThread();
        };
    }

    private long questions(VideoTask task) {
        String taskId = task.taskId();
        return taskId == null ? 0 : questions.applyAsLong(taskId);
    }

    void begun(Submission submission, BeginResult begun) {
        if (begun instanceof BeginResult.Started started) {
            attempts.put(submission.token(), started.task());
        }
    }

    /** @param claimed those that are asked for or emitted at once, or the one that somebody waits for */
    void claimed(Object claimed) {
        if (claimed instanceof Optional<?> one) {
            one.ifPresent(leased -> hold((LeasedTask) leased, false));
        } else {
            ((Collection<?>) claimed).forEach(leased -> hold((LeasedTask) leased, true));
        }
    }

    private void hold(LeasedTask leased, boolean polled) {
        works.put(leased.lease().recordId(), new Work(leased.lease(), leased.task(), polled, questions(leased.task())));
    }

    void recorded(Submission submission) {
        recorders.add(Thread.currentThread());
        attempts.remove(submission.token());
    }

    /** @param updates with all of them, written or not, their owners are done, unless they keep the leases */
    void updated(Collection<?> updates, Set<?> lost, boolean written) {
        recorders.add(Thread.currentThread());
        for (Object each : updates) {
            LeaseUpdate update = (LeaseUpdate) each;
            boolean kept = written
                    && update.releaseAfter() == null
                    && Claim.Purpose.of(update.task().state()) != null;
            works.computeIfPresent(update.lease().recordId(), (record, work) -> {
                if (!work.lease().equals(update.lease())) {
                    return work;
                }
                return kept && !lost.contains(update.lease())
                        ? new Work(work.lease(), update.task(), false, questions(update.task()))
                        : null;
            });
        }
    }

    void lost(Set<?> leases) {
        works.values().removeIf(work -> leases.contains(work.lease()));
    }

    /**
     * A task in the hands of somebody.
     *
     * @param polled whether it was claimed to be asked for, or to be emitted, at once
     * @param answered how many of the questions about it are recorded
     */
    private record Work(Lease lease, VideoTask task, boolean polled, long answered) {
        @Override
        public String toString() {
            return (Claim.Purpose.EMIT.covers(task.state()) ? "a video in a route: " : "a question: ") + task;
        }
    }
}
