package io.geminiomni.camel.submit;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The submissions without a recorded outcome: requests that are in flight, and outcomes that their store did not record. It
 * retries such an outcome as long as the process runs, and keeps as many as there are. When it is closed, it waits for the
 * requests in flight, tries to record each outcome once more, and logs at ERROR what an operator has to do about those that
 * remain.
 */
public final class OpenSubmissions {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSubmissions.class);

    /** After so many failures in a row a store is not tried again before the next round. */
    private static final int MAX_FAILURES = 3;

    private final ScheduledExecutorService scheduler;
    private final Duration pause;
    private final Threads threads;
    private final Monitor monitor;
    private final IdentityHashMap<VideoTaskRepository, Deque<Unrecorded>> unrecorded = new IdentityHashMap<>();
    private int inFlight;
    private boolean recording;
    private boolean closing;
    private boolean ended;
    private @Nullable ScheduledFuture<?> next;

    /**
     * @param scheduler whose thread retries outcomes; it is not shut down here
     * @param pause between two rounds of retries
     */
    public OpenSubmissions(ScheduledExecutorService scheduler, Duration pause, Threads threads) {
        this.scheduler = scheduler;
        this.pause = pause;
        this.threads = threads;
        this.monitor = threads.monitor();
    }

    /**
     * A request is about to be sent.
     *
     * @return false if this is closed, and the request must not be sent; else {@link #end} has to be called
     */
    boolean begin() {
        return monitor.get(() -> {
            if (!closing) {
                inFlight++;
            }
            return !closing;
        });
    }

    /** The request has an outcome, which is recorded or kept here. */
    void end() {
        monitor.run(() -> {
            inFlight--;
            monitor.signalAll();
        });
    }

    /** Retries an outcome that its store did not record. */
    void keep(Unrecorded outcome) {
        boolean kept = monitor.get(() -> {
            if (!ended) {
                unrecorded
                        .computeIfAbsent(outcome.tasks(), any -> new ArrayDeque<>())
                        .add(outcome);
                schedule();
            }
            return !ended;
        });
        if (!kept) {
            giveUp(outcome);
        }
    }

    private void schedule() {
        if (next == null && !closing && !scheduler.isShutdown()) {
            next = scheduler.schedule(this::round, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    public int unrecorded(String channel) {
        return monitor.get(() -> (int) unrecorded.values().stream()
                .flatMap(Deque::stream)
                .filter(outcome -> outcome.submission().channel().equals(channel))
                .count());
    }

    private void round() {
        try {
            recordAll(Duration.ZERO);
        } finally {
            monitor.run(() -> {
                next = null;
                if (!unrecorded.isEmpty()) {
                    schedule();
                }
            });
        }
    }

    /**
     * Tries to record each outcome once, but only a few of a store that fails.
     *
     * @param patience how long to wait for the end of another round; if that goes on, this round does nothing
     */
    private void recordAll(Duration patience) {
        if (!beginRound(patience)) {
            return;
        }
        try {
            for (VideoTaskRepository tasks : monitor.get(() -> List.copyOf(unrecorded.keySet()))) {
                int failures = 0;
                for (Unrecorded outcome :
                        monitor.get(() -> List.copyOf(unrecorded.getOrDefault(tasks, new ArrayDeque<>())))) {
                    failures = record(outcome) ? 0 : failures + 1;
                    if (failures == MAX_FAILURES) {
                        break;
                    }
                }
            }
        } finally {
            monitor.run(() -> {
                recording = false;
                monitor.signalAll();
            });
        }
    }

    private boolean beginRound(Duration patience) {
        Supplier<Boolean> begin = () -> {
            boolean begins = !recording;
            recording = true;
            return begins;
        };
        try {
            return monitor.await(() -> !recording, patience, begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return monitor.get(begin);
        }
    }

    /** An outcome that fails goes to the end of the queue, so that it delays no other. */
    private boolean record(Unrecorded outcome) {
        boolean recorded = false;
        try {
            outcome.record();
            recorded = true;
        } catch (RuntimeException | Error e) {
            LOG.debug("The outcome of {} cannot be recorded yet", outcome.submission(), e);
        }
        requeue(outcome, recorded);
        return recorded;
    }

    private void requeue(Unrecorded outcome, boolean recorded) {
        monitor.run(() -> {
            Deque<Unrecorded> ofStore = unrecorded.get(outcome.tasks());
            if (ofStore == null) {
                return;
            }
            ofStore.remove(outcome);
            if (!recorded) {
                ofStore.add(outcome);
            }
            if (ofStore.isEmpty()) {
                unrecorded.remove(outcome.tasks());
            }
        });
    }

    /**
     * Prevents further requests, waits for those in flight, and tries to record each outcome once more.
     *
     * @param atMost how long to wait
     */
    public void close(Duration atMost) {
        monitor.run(() -> {
            closing = true;
            if (next != null) {
                next.cancel(false);
            }
        });
        awaitInFlight(atMost);
        recordAll(atMost);
        List<Unrecorded> notRecorded = monitor.get(() -> {
            ended = true;
            List<Unrecorded> remaining =
                    unrecorded.values().stream().flatMap(Deque::stream).toList();
            unrecorded.clear();
            return remaining;
        });
        notRecorded.forEach(OpenSubmissions::giveUp);
    }

    /** An interrupted thread waits nevertheless, as the requests in flight are paid for. */
    private void awaitInFlight(Duration atMost) {
        Duration deadline = threads.elapsed().plus(atMost);
        boolean interrupted = false;
        int remaining = -1;
        while (remaining < 0) {
            try {
                remaining = monitor.await(() -> inFlight == 0, deadline.minus(threads.elapsed()), () -> inFlight);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (remaining > 0) {
            LOG.warn(
                    "{} requests are still in flight after {} ms. If their outcomes cannot be recorded, their keys become"
                            + " UNKNOWN",
                    remaining,
                    atMost.toMillis());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void giveUp(Unrecorded outcome) {
        LOG.error("{}", SubmissionFailures.neverRecorded(outcome.submission(), outcome.outcome()));
    }
}
