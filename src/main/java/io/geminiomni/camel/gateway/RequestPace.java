package io.geminiomni.camel.gateway;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of the calls of one account, at the rate of {@link CallRate}. A call waits for its turn. Only polls are dropped: those
 * that wait when the gateway throttles. The order of the calls:
 *
 * <ol>
 *   <li>what creates wait for, in its order
 *   <li>creates; the one first whose time ends first
 *   <li>other calls that somebody waits for, in their order
 *   <li>polls; that of the oldest task first, whose video expires first
 * </ol>
 *
 * A call of the last two kinds that has waited for half a minute goes before the others of these kinds, and takes turns with the
 * first two: however many of those wait, every second turn is theirs. One call waits for the next token, and the others until they
 * are woken: a turn wakes the call only that is next. Thread-safe.
 */
public final class RequestPace {
    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final Duration LONGEST_TURN_OF_POLL = Duration.ofDays(1);

    private static final Comparator<Turn> ORDER = Comparator.<Turn, Kind>comparing(turn -> turn.kind)
            .thenComparing((one, other) -> Long.signum(one.rank - other.rank))
            .thenComparingLong(turn -> turn.number);

    private final Threads threads;
    private final Monitor monitor;
    private final LongSupplier nanoTime;
    private final CallRate rate;
    private final TreeSet<Turn> creates = new TreeSet<>(ORDER);
    private final TreeSet<Turn> others = new TreeSet<>(ORDER);
    private final Set<Turn> othersByArrival = new LinkedHashSet<>();
    /** The call that waits for the next token. */
    private @Nullable Turn next;

    private long turns;
    /** Whether creates were waiting when another call had the last turn. */
    private boolean isTurnOfCreate;

    private volatile boolean wasThrottled;

    /** In the order of their turns. */
    private enum Kind {
        FOR_CREATE,
        CREATE,
        CALL,
        POLL;

        boolean isOfCreates() {
            return this == FOR_CREATE || this == CREATE;
        }
    }

    /** A call that waits. All times are by {@code nanoTime}. */
    private final class Turn {
        private final Kind kind;
        private final long number;
        private final long since;
        /** When it is too late for it. */
        private final long until;
        /** The one with the lowest is first of its kind. */
        private final long rank;

        private final BooleanSupplier isWanted;
        private final Monitor alarm = threads.monitor();
        private boolean woken;
        private boolean takenBack;

        Turn(Kind kind, long since, long until, long rank, BooleanSupplier isWanted) {
            this.kind = kind;
            this.number = turns++;
            this.since = since;
            this.until = until;
            this.rank = rank;
            this.isWanted = isWanted;
        }

        void sleep(long nanos) throws InterruptedException {
            alarm.await(() -> woken, Duration.ofNanos(nanos), () -> {
                woken = false;
                return null;
            });
        }

        void wake() {
            alarm.run(() -> {
                woken = true;
                alarm.signalAll();
            });
        }
    }

    public RequestPace(int perSecond, Threads threads) {
        this.threads = threads;
        this.monitor = threads.monitor();
        this.nanoTime = () -> threads.elapsed().toNanos();
        this.rate = new CallRate(perSecond, nanoTime);
    }

    /** Lowers the limit to so many calls per second; a lower limit stays. */
    public void atMost(int calls) {
        monitor.run(() -> rate.atMost(calls));
    }

    /** Whether a new pace would behave the same. */
    public boolean isRested() {
        return waiting() == 0 && monitor.get(rate::isRested);
    }

    /** How many calls wait. */
    int waiting() {
        return monitor.get(() -> creates.size() + others.size());
    }

    /** How many polls wait. */
    public int waitingPolls() {
        return monitor.get(() -> polls().size());
    }

    /** Whether the gateway has throttled, and the calls are still sent more slowly. */
    public boolean isReduced() {
        return wasThrottled && monitor.get(rate::isReduced);
    }

    /** How many calls per second are sent at most. */
    public double perSecond() {
        return monitor.get(rate::perSecond);
    }

    /** The present time, for {@link #throttled}. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * The gateway has throttled a call. If calls are sent more slowly because of that, the polls that wait are taken back.
     *
     * @param sentAt when the call was sent, by {@link #now}
     * @return whether calls are sent more slowly from now on; not if the call was sent before that was last begun
     */
    public boolean throttled(long sentAt) {
        wasThrottled = true;
        return monitor.get(() -> {
            boolean slower = rate.throttled(sentAt);
            if (slower) {
                takeBackPolls();
            }
            return slower;
        });
    }

    private void takeBackPolls() {
        polls().forEach(poll -> {
            poll.takenBack = true;
            remove(poll);
            poll.wake();
        });
        wakeFirst();
    }

    private List<Turn> polls() {
        return others.stream().filter(turn -> turn.kind == Kind.POLL).toList();
    }

    /** Waits for the turn of a create. See {@link #await(Kind, long, Duration, BooleanSupplier)}. */
    boolean awaitCreate(Duration atMost) {
        return await(Kind.CREATE, now() + atMost.toNanos(), atMost, () -> true);
    }

    /** Waits for the turn of a call that a create waits for. See {@link #await(Kind, long, Duration, BooleanSupplier)}. */
    boolean awaitForCreate(Duration atMost) {
        return await(Kind.FOR_CREATE, now(), atMost, () -> true);
    }

    /** Waits for the turn of another call that somebody waits for. See {@link #await(Kind, long, Duration, BooleanSupplier)}. */
    boolean await(Duration atMost) {
        return await(Kind.CALL, now(), atMost, () -> true);
    }

    /**
     * Waits for the turn of a poll.
     *
     * @param age of the task
     * @param isWanted is asked under the lock of this object when the turn has come, and before
     * @return false if the poll may not be sent: it was taken back or is not wanted, or the thread was interrupted, which then stays
     *     interrupted
     */
    boolean awaitPoll(Duration age, BooleanSupplier isWanted) {
        return await(Kind.POLL, now() - age.toNanos(), LONGEST_TURN_OF_POLL, isWanted);
    }

    /** @return false if it would take longer, or the thread was interrupted, which then stays interrupted */
    private boolean await(Kind kind, long rank, Duration atMost, BooleanSupplier isWanted) {
        @Nullable Turn turn = monitor.get(() -> queue(kind, rank, atMost.toNanos(), isWanted));
        if (turn == null) {
            return false;
        }
        try {
            long wait = look(turn);
            while (wait > 0) {
                turn.sleep(wait);
                wait = look(turn);
            }
            return wait == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            monitor.run(() -> {
                remove(turn);
                wakeFirst();
            });
        }
    }

    /** Counts a call that is sent without a wait: those after it wait longer. */
    public void count() {
        monitor.run(rate::take);
    }

    /** @return null if its turn would come too late */
    private @Nullable Turn queue(Kind kind, long rank, long atMost, BooleanSupplier isWanted) {
        int before = creates.size() + (kind.isOfCreates() ? 0 : others.size());
        if (rate.untilFree(before) > atMost) {
            return null;
        }
        long now = now();
        Turn turn = new Turn(kind, now, now + atMost, rank, isWanted);
        if (kind.isOfCreates()) {
            creates.add(turn);
        } else {
            others.add(turn);
            othersByArrival.add(turn);
        }
        return turn;
    }

    private void remove(Turn turn) {
        creates.remove(turn);
        others.remove(turn);
        othersByArrival.remove(turn);
        next = turn == next ? null : next;
    }

    /**
     * Takes the turn of a call if it is there.
     *
     * @return zero if it is taken; the time until the call looks again, unless it is woken before; -1 if it is not sent
     */
    private long look(Turn turn) {
        return monitor.get(() -> {
            long wait = untilTurn(turn);
            wakeFirst();
            return wait;
        });
    }

    private long untilTurn(Turn turn) {
        long left = turn.until - now();
        if (turn.takenBack || !turn.isWanted.getAsBoolean()) {
            return -1;
        }
        if (turn == first()) {
            long free = rate.untilFree(0);
            if (free == 0) {
                isTurnOfCreate = !turn.kind.isOfCreates() && !creates.isEmpty();
                remove(turn);
                rate.take();
                return 0;
            }
            next = turn;
            left = Math.min(left, free);
        }
        return left > 0 ? left : -1;
    }

    /** Has the first call wait for the next token. */
    private void wakeFirst() {
        Turn first = first();
        if (first != null && first != next) {
            next = first;
            first.wake();
        }
    }

    private @Nullable Turn first() {
        Turn longest =
                othersByArrival.isEmpty() ? null : othersByArrival.iterator().next();
        boolean isPatient = longest == null || now() - longest.since < PATIENCE;
        if (!creates.isEmpty() && (isTurnOfCreate || isPatient)) {
            return creates.first();
        }
        if (!isPatient || others.isEmpty()) {
            return longest;
        }
        return others.first();
    }
}
