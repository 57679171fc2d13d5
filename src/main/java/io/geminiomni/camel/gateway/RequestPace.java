package io.geminiomni.camel.gateway;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns of the calls of one account, at the rate of {@link CallRate}. A call waits for its turn; none is dropped. Creates go
 * before other calls: the one first whose time ends first. The other calls go in their order. One that has waited for half a
 * minute takes turns with the creates: however many of them wait, every second turn is that of a create. Thread-safe.
 */
public final class RequestPace {
    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Monitor monitor;
    private final LongSupplier nanoTime;
    private final CallRate rate;
    private final PriorityQueue<Turn> creates = new PriorityQueue<>(order(Turn::until));
    private final PriorityQueue<Turn> others = new PriorityQueue<>(order(Turn::since));
    private long turns;
    /** Whether creates were waiting when another call had the last turn. */
    private boolean isTurnOfCreate;

    private volatile boolean wasThrottled;

    /**
     * A call that waits.
     *
     * @param until when it is too late for it; all times are by {@code nanoTime}
     */
    private record Turn(long number, boolean create, long since, long until) {}

    /**
     * What a call finds.
     *
     * @param untilNext zero if its turn was there and is taken; the time until it looks again, or until it is {@code first}, or is no
     *     longer; -1 if it is too late for it
     */
    private record Look(long untilNext, boolean first) {}

    private interface Time {
        long of(Turn turn);
    }

    private static Comparator<Turn> order(Time time) {
        Comparator<Turn> byTime = (one, other) -> Long.signum(time.of(one) - time.of(other));
        return byTime.thenComparingLong(Turn::number);
    }

    public RequestPace(int perSecond, Threads threads) {
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
     * The gateway has throttled a call.
     *
     * @param sentAt when the call was sent, by {@link #now}
     * @return whether calls are sent more slowly from now on; not if others of the same time have had that effect
     */
    public boolean throttled(long sentAt) {
        wasThrottled = true;
        return monitor.get(() -> {
            monitor.signalAll();
            return rate.throttled(sentAt);
        });
    }

    /** Waits for the turn of a create. See {@link #await(boolean, Duration)}. */
    boolean awaitCreate(Duration atMost) {
        return await(true, atMost);
    }

    /** Waits for the turn of a call that is no create. See {@link #await(boolean, Duration)}. */
    boolean await(Duration atMost) {
        return await(false, atMost);
    }

    /** @return false if it would take longer, or the thread was interrupted, which then stays interrupted */
    private boolean await(boolean create, Duration atMost) {
        @Nullable Turn turn = monitor.get(() -> queue(create, atMost.toNanos()));
        if (turn == null) {
            return false;
        }
        try {
            Look look = look(turn);
            while (look.untilNext() > 0) {
                boolean first = look.first();
                monitor.await(() -> isFirst(turn) != first, Duration.ofNanos(look.untilNext()), () -> first);
                look = look(turn);
            }
            return look.untilNext() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            monitor.run(() -> {
                queue(turn).remove(turn);
                monitor.signalAll();
            });
        }
    }

    /** Counts a call that is sent without a wait: those after it wait longer. */
    public void count() {
        monitor.run(rate::take);
    }

    private PriorityQueue<Turn> queue(Turn turn) {
        return turn.create() ? creates : others;
    }

    /** @return null if its turn would come too late */
    private @Nullable Turn queue(boolean create, long atMost) {
        int before = creates.size() + (create ? 0 : others.size());
        if (rate.untilFree(before) > atMost) {
            return null;
        }
        long now = now();
        Turn turn = new Turn(turns++, create, now, now + atMost);
        queue(turn).add(turn);
        return turn;
    }

    /** Takes the turn of a call if it is there. */
    private Look look(Turn turn) {
        return monitor.get(() -> {
            long left = turn.until() - now();
            boolean first = isFirst(turn);
            if (first) {
                long free = rate.untilFree(0);
                if (free == 0) {
                    queue(turn).remove(turn);
                    isTurnOfCreate = !turn.create() && !creates.isEmpty();
                    rate.take();
                    return new Look(0, true);
                }
                left = Math.min(left, free);
            } else if (!turn.create() && now() - turn.since() < PATIENCE) {
                left = Math.min(left, PATIENCE - (now() - turn.since()));
            }
            return new Look(left > 0 ? left : -1, first);
        });
    }

    private boolean isFirst(Turn turn) {
        Turn create = creates.peek();
        Turn other = others.peek();
        boolean createFirst = create != null && (other == null || isTurnOfCreate || now() - other.since() < PATIENCE);
        return turn.equals(createFirst ? create : other);
    }
}
