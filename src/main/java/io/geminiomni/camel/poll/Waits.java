package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
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
 * The waits of a {@link TaskWatcher}, indexed by lease, by next poll and by deadline: finding some does not iterate over the
 * others. Thread-safe.
 */
final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private final Monitor monitor;
    private final Map<Lease, Wait> waits = new HashMap<>();
    /** Those that are not in flight. */
    private final NavigableSet<Wait> byNextPoll = new TreeSet<>(by(Wait::nextPoll));

    private final NavigableSet<Wait> byDeadline = new TreeSet<>(by(Wait::deadline));
    private boolean open = true;

    private static Comparator<Wait> by(Function<Wait, Duration> time) {
        return Comparator.comparing(time)
                .thenComparing(wait -> wait.lease().recordId())
                .thenComparing(wait -> wait.lease().token());
    }

    Waits(Threads threads) {
        this.monitor = threads.monitor();
    }

    /** @return false if this is closed, and the wait was not added */
    boolean add(Wait wait) {
        return monitor.get(() -> {
            if (open) {
                put(wait);
            }
            return open;
        });
    }

    private void put(Wait wait) {
        waits.put(wait.lease(), wait);
        byNextPoll.add(wait);
        byDeadline.add(wait);
    }

    int size() {
        return monitor.get(waits::size);
    }

    boolean contains(Lease lease) {
        return monitor.get(() -> waits.containsKey(lease));
    }

    @Nullable Wait remove(Lease lease) {
        return monitor.get(() -> {
            Wait removed = waits.remove(lease);
            if (removed != null) {
                byNextPoll.remove(removed);
                byDeadline.remove(removed);
            }
            return removed;
        });
    }

    /** Removes the waits whose deadline has passed. */
    List<Wait> removeExpired(Duration now) {
        return monitor.get(() -> {
            List<Wait> expired = byDeadline.stream()
                    .takeWhile(wait -> now.compareTo(wait.deadline()) >= 0)
                    .toList();
            expired.forEach(wait -> remove(wait.lease()));
            return expired;
        });
    }

    /** The due waits, those first that have been due for longest. They are not due again before {@link #pollAgain}. */
    List<Wait> takeDue(Duration now, int most) {
        return monitor.get(() -> {
            List<Wait> due = byNextPoll.stream()
                    .takeWhile(wait -> now.compareTo(wait.nextPoll()) >= 0)
                    .limit(most)
                    .toList();
            due.forEach(byNextPoll::remove);
            return due;
        });
    }

    /** Changes a wait whose poll is in flight, and has it polled again. Does nothing if there is no such wait. */
    void pollAgain(Lease lease, UnaryOperator<Wait> change) {
        monitor.run(() -> {
            Wait wait = waits.get(lease);
            if (wait != null && !byNextPoll.contains(wait)) {
                remove(lease);
                put(change.apply(wait));
            }
        });
    }

    /** Removes all waits, and accepts no more. */
    List<Wait> close() {
        return monitor.get(() -> {
            open = false;
            List<Wait> all = List.copyOf(waits.values());
            waits.clear();
            byNextPoll.clear();
            byDeadline.clear();
            return all;
        });
    }

    /**
     * A wait for one task.
     *
     * @param since when it began, in monotonic time, like all times here: a clock that is set back would prolong a wait
     * @param lastFailure why the last poll had no answer, if it had none
     */
    record Wait(
            LeasedTask leased,
            Duration since,
            Duration nextPoll,
            Duration deadline,
            @Nullable RuntimeException lastFailure,
            Consumer<TaskWatcher.End> whenEnded) {
        Lease lease() {
            return leased.lease();
        }

        Wait with(VideoTask task) {
            return new Wait(leased.with(task), since, nextPoll, deadline, lastFailure, whenEnded);
        }

        Wait next(Duration poll, @Nullable RuntimeException failure) {
            return new Wait(leased, since, poll, deadline, failure, whenEnded);
        }

        LeasedTask leasedAt(Duration now) {
            return leased.after(now.minus(since));
        }

        void end(TaskWatcher.Ending ending) {
            try {
                whenEnded.accept(new TaskWatcher.End(leased, ending, lastFailure));
            } catch (RuntimeException | Error e) {
                LOG.error("The callback for {} failed at the end of the wait ({})", leased.task(), ending, e);
            }
        }
    }
}
