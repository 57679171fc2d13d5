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
 * What has been begun and is not on record with its outcome: requests on their way to the gateway, and outcomes that a store
 * did not take when they came. Such an outcome is offered to its store again and again, for as long as the process lives, and
 * their number is bounded by nothing but that of the requests. At the end it waits for the requests on their way, offers all
 * outcomes once more, and tells of each that is left at ERROR what a person has to do.
 */
public final class OpenSubmissions {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSubmissions.class);

    /** After so many failures in a row a store is taken to be away, and let alone until the next round. */
    private static final int AWAY = 3;

    private final ScheduledExecutorService scheduler;
    private final Duration pause;
    private final Threads threads;
    private final Monitor monitor;
    private final IdentityHashMap<VideoTaskRepository, Deque<Unrecorded>> unrecorded = new IdentityHashMap<>();
    private int onTheirWay;
    private boolean offering;
    private boolean closing;
    private boolean ended;
    private @Nullable ScheduledFuture<?> next;

    /**
     * @param scheduler whose thread offers outcomes; it is not shut down here
     * @param pause between two rounds
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
     * @return false if it must not be, as the end has come; else {@link #land} has to be called
     */
    boolean takeOff() {
        return monitor.get(() -> {
            if (!closing) {
                onTheirWay++;
            }
            return !closing;
        });
    }

    /** The request has an outcome, which is recorded or kept here. */
    void land() {
        monitor.run(() -> {
            onTheirWay--;
            monitor.signalAll();
        });
    }

    /** The store did not take this outcome: it is offered again until it does. */
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

    /** How many outcomes of a channel are waiting for their store. */
    public int unrecorded(String channel) {
        return monitor.get(() -> (int) unrecorded.values().stream()
                .flatMap(Deque::stream)
                .filter(outcome -> outcome.submission().channel().equals(channel))
                .count());
    }

    private void round() {
        try {
            offerAll(Duration.ZERO);
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
     * Offers each outcome once, but no more than a few to a store that takes none.
     *
     * @param patience how long another round may take to end first; after it, that one goes on alone
     */
    private void offerAll(Duration patience) {
        if (!beginOffering(patience)) {
            return;
        }
        try {
            for (VideoTaskRepository tasks : monitor.get(() -> List.copyOf(unrecorded.keySet()))) {
                int failures = 0;
                for (Unrecorded outcome :
                        monitor.get(() -> List.copyOf(unrecorded.getOrDefault(tasks, new ArrayDeque<>())))) {
                    failures = offer(outcome) ? 0 : failures + 1;
                    if (failures == AWAY) {
                        break;
                    }
                }
            }
        } finally {
            monitor.run(() -> {
                offering = false;
                monitor.signalAll();
            });
        }
    }

    private boolean beginOffering(Duration patience) {
        Supplier<Boolean> begin = () -> {
            boolean begins = !offering;
            offering = true;
            return begins;
        };
        try {
            return monitor.await(() -> !offering, patience, begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return monitor.get(begin);
        }
    }

    /** One that fails goes to the end, so that it holds up no other. */
    private boolean offer(Unrecorded outcome) {
        boolean taken = false;
        try {
            outcome.offer();
            taken = true;
            outcome.tellRecorded();
        } catch (RuntimeException | Error e) {
            LOG.debug("The store does not take the outcome of {} yet", outcome.submission(), e);
        }
        putAway(outcome, taken);
        return taken;
    }

    private void putAway(Unrecorded outcome, boolean taken) {
        monitor.run(() -> {
            Deque<Unrecorded> ofStore = unrecorded.get(outcome.tasks());
            if (ofStore == null) {
                return;
            }
            ofStore.remove(outcome);
            if (!taken) {
                ofStore.add(outcome);
            }
            if (ofStore.isEmpty()) {
                unrecorded.remove(outcome.tasks());
            }
        });
    }

    /**
     * Lets no further request be sent, waits for those on their way, and offers each outcome once more.
     *
     * @param atMost how long it waits
     */
    public void close(Duration atMost) {
        monitor.run(() -> {
            closing = true;
            if (next != null) {
                next.cancel(false);
            }
        });
        awaitLanded(atMost);
        offerAll(atMost);
        List<Unrecorded> notRecorded = monitor.get(() -> {
            ended = true;
            List<Unrecorded> remaining =
                    unrecorded.values().stream().flatMap(Deque::stream).toList();
            unrecorded.clear();
            return remaining;
        });
        notRecorded.forEach(OpenSubmissions::giveUp);
    }

    /** A thread that is interrupted waits all the same: what is on its way is paid for. */
    private void awaitLanded(Duration atMost) {
        Duration deadline = threads.elapsed().plus(atMost);
        boolean interrupted = false;
        int remaining = -1;
        while (remaining < 0) {
            try {
                remaining = monitor.await(() -> onTheirWay == 0, deadline.minus(threads.elapsed()), () -> onTheirWay);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (remaining > 0) {
            LOG.warn(
                    "{} requests are on their way to the gateway still, after {} ms; what becomes of them may not be"
                            + " recorded, and their keys show as UNKNOWN then",
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
