package io.geminiomni.camel.submit;

import io.geminiomni.camel.task.VideoTaskRepository;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    private final IdentityHashMap<VideoTaskRepository, Deque<Unrecorded>> unrecorded = new IdentityHashMap<>();
    private final ReentrantLock rounds = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();
    private int onTheirWay;
    private boolean closing;
    private boolean ended;
    private @Nullable ScheduledFuture<?> next;

    /**
     * @param scheduler whose thread offers outcomes; it is not shut down here
     * @param pause between two rounds
     */
    public OpenSubmissions(ScheduledExecutorService scheduler, Duration pause) {
        this.scheduler = scheduler;
        this.pause = pause;
    }

    /**
     * A request is about to be sent.
     *
     * @return false if it must not be, as the end has come; else {@link #land} has to be called
     */
    boolean takeOff() {
        lock.lock();
        try {
            if (!closing) {
                onTheirWay++;
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    /** The request has an outcome, which is recorded or kept here. */
    void land() {
        lock.lock();
        try {
            onTheirWay--;
            landed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The store did not take this outcome: it is offered again until it does. */
    void keep(Unrecorded outcome) {
        lock.lock();
        try {
            if (!ended) {
                unrecorded
                        .computeIfAbsent(outcome.tasks(), any -> new ArrayDeque<>())
                        .add(outcome);
                schedule();
                return;
            }
        } finally {
            lock.unlock();
        }
        giveUp(outcome);
    }

    private void schedule() {
        if (next == null && !closing && !scheduler.isShutdown()) {
            next = scheduler.schedule(this::round, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** How many outcomes of a channel are waiting for their store. */
    public int unrecorded(String channel) {
        lock.lock();
        try {
            return (int) unrecorded.values().stream()
                    .flatMap(Deque::stream)
                    .filter(outcome -> outcome.submission().channel().equals(channel))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    private void round() {
        try {
            offerAll(Duration.ZERO);
        } finally {
            lock.lock();
            try {
                next = null;
                if (!unrecorded.isEmpty()) {
                    schedule();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Offers each outcome once, but no more than a few to a store that takes none.
     *
     * @param patience how long another round may take to end first; after it, that one goes on alone
     */
    private void offerAll(Duration patience) {
        if (!mayOffer(patience)) {
            return;
        }
        try {
            for (VideoTaskRepository tasks : stores()) {
                int failures = 0;
                for (Unrecorded outcome : of(tasks)) {
                    failures = offer(outcome) ? 0 : failures + 1;
                    if (failures == AWAY) {
                        break;
                    }
                }
            }
        } finally {
            rounds.unlock();
        }
    }

    private boolean mayOffer(Duration patience) {
        try {
            return rounds.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return rounds.tryLock();
        }
    }

    private List<VideoTaskRepository> stores() {
        lock.lock();
        try {
            return List.copyOf(unrecorded.keySet());
        } finally {
            lock.unlock();
        }
    }

    private List<Unrecorded> of(VideoTaskRepository tasks) {
        lock.lock();
        try {
            return List.copyOf(unrecorded.getOrDefault(tasks, new ArrayDeque<>()));
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets no further request be sent, waits for those on their way, and offers each outcome once more.
     *
     * @param atMost how long it waits
     */
    public void close(Duration atMost) {
        lock.lock();
        try {
            closing = true;
            if (next != null) {
                next.cancel(false);
            }
            awaitLanded(atMost);
        } finally {
            lock.unlock();
        }
        offerAll(atMost);
        List<Unrecorded> notRecorded = new ArrayList<>();
        lock.lock();
        try {
            ended = true;
            unrecorded.values().forEach(notRecorded::addAll);
            unrecorded.clear();
        } finally {
            lock.unlock();
        }
        notRecorded.forEach(OpenSubmissions::giveUp);
    }

    /** Under the lock. A thread that is interrupted waits all the same: what is on its way is paid for. */
    private void awaitLanded(Duration atMost) {
        long nanos = atMost.toNanos();
        boolean interrupted = false;
        while (onTheirWay > 0 && nanos > 0) {
            try {
                nanos = landed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (onTheirWay > 0) {
            LOG.warn(
                    "{} requests are on their way to the gateway still, after {} ms; what becomes of them may not be"
                            + " recorded, and their keys show as UNKNOWN then",
                    onTheirWay,
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
