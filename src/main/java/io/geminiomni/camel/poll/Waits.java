package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The waits of a {@link TaskWatcher}: found by their lease, by when they are polled next, and by when they end. Finding some
 * takes no look at the others. For any number of threads.
 */
final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private final Map<Lease, Wait> waits = new HashMap<>();
    /** Without those that are being polled. */
    private final NavigableSet<Wait> byNextPoll = new TreeSet<>(by(Wait::nextPoll));

    private final NavigableSet<Wait> byDeadline = new TreeSet<>(by(Wait::deadline));
    private boolean open = true;

    private static Comparator<Wait> by(Function<Wait, Instant> time) {
        return Comparator.comparing(time)
                .thenComparing(wait -> wait.lease().recordId())
                .thenComparing(wait -> wait.lease().token());
    }

    /** @return false if these are closed, and the wait was not added */
    synchronized boolean add(Wait wait) {
        if (open) {
            put(wait);
        }
        return open;
    }

    private void put(Wait wait) {
        waits.put(wait.lease(), wait);
        byNextPoll.add(wait);
        byDeadline.add(wait);
    }

    synchronized int size() {
        return waits.size();
    }

    synchronized boolean contains(Lease lease) {
        return waits.containsKey(lease);
    }

    synchronized @Nullable Wait remove(Lease lease) {
        Wait removed = waits.remove(lease);
        if (removed != null) {
            byNextPoll.remove(removed);
            byDeadline.remove(removed);
        }
        return removed;
    }

    /** Removes those whose time is over. */
    synchronized List<Wait> removeExpired(Instant now) {
        List<Wait> expired = new ArrayList<>();
        while (!byDeadline.isEmpty() && !now.isBefore(byDeadline.first().deadline())) {
            Wait first = byDeadline.first();
            expired.add(first);
            remove(first.lease());
        }
        return expired;
    }

    /** Those to poll now, first those that have been due for longest. They are due again after {@link #pollAgain}. */
    synchronized List<Wait> takeDue(Instant now, int most) {
        List<Wait> due = byNextPoll.stream()
                .takeWhile(wait -> !now.isBefore(wait.nextPoll()))
                .limit(most)
                .toList();
        due.forEach(byNextPoll::remove);
        return due;
    }

    /** Changes a wait that is being polled, and has it polled again; nothing if it has ended or is to be polled anyway. */
    synchronized void pollAgain(Lease lease, UnaryOperator<Wait> change) {
        Wait wait = waits.get(lease);
        if (wait != null && !byNextPoll.contains(wait)) {
            remove(lease);
            put(change.apply(wait));
        }
    }

    /** Removes all, and takes no more. */
    synchronized List<Wait> close() {
        open = false;
        List<Wait> all = List.copyOf(waits.values());
        waits.clear();
        byNextPoll.clear();
        byDeadline.clear();
        return all;
    }

    /**
     * One wait for one task.
     *
     * @param since when it began, as the time passes here
     * @param lastFailure why the last poll had no answer, if it had none
     */
    record Wait(
            LeasedTask leased,
            Duration since,
            Instant nextPoll,
            Instant deadline,
            @Nullable RuntimeException lastFailure,
            Consumer<TaskWatcher.End> whenEnded) {
        Lease lease() {
            return leased.lease();
        }

        Wait with(VideoTask task) {
            return new Wait(leased.with(task), since, nextPoll, deadline, lastFailure, whenEnded);
        }

        Wait next(Instant poll, @Nullable RuntimeException failure) {
            return new Wait(leased, since, poll, deadline, failure, whenEnded);
        }

        LeasedTask leasedAt(Duration now) {
            return leased.after(now.minus(since));
        }

        void end(TaskWatcher.Ending ending) {
            try {
                whenEnded.accept(new TaskWatcher.End(leased, ending, lastFailure));
            } catch (RuntimeException | Error e) {
                LOG.error("The callback for {} failed, whose wait has ended: {}", leased.task(), ending, e);
            }
        }
    }
}
