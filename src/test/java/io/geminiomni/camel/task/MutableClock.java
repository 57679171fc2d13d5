package io.geminiomni.camel.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The clock of all tests. It stands still until a test moves it, or goes with the real time, from which a test can move it
 * away.
 *
 * <p>What is begun at one time is recorded at that time: {@link #advance} waits for it. Otherwise an answer on its way is
 * recorded at the new time, and what the test expects next never comes. {@link RecordedTasks} tells what is on its way.
 */
public final class MutableClock extends Clock {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(2);

    private final Clock base;
    private final AtomicReference<Duration> moved = new AtomicReference<>(Duration.ZERO);
    private final ReadWriteLock moves = new ReentrantReadWriteLock();
    private final List<Supplier<List<String>>> underway = new CopyOnWriteArrayList<>();

    /** Stands still at this time. */
    public MutableClock(Instant now) {
        this(Clock.fixed(now, ZoneOffset.UTC));
    }

    private MutableClock(Clock base) {
        this.base = base;
    }

    /** Goes with the real time. */
    public static MutableClock running() {
        return new MutableClock(Clock.systemUTC());
    }

    /** Moves on as soon as everything that is on its way has been recorded at the present time. */
    public void advance(Duration duration) {
        await("what is on its way is recorded before the clock moves")
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(moveUnlessBusy(duration))
                        .as("on its way; leap() moves the clock meanwhile")
                        .isEmpty());
    }

    /** Moves on at once, in the middle of whatever is on its way, as for a process that was paused. */
    public void leap(Duration duration) {
        moved.updateAndGet(duration::plus);
    }

    /** Whether nothing is on its way. */
    public boolean isAtRest() {
        return moveUnlessBusy(Duration.ZERO).isEmpty();
    }

    /** From now on this clock waits for what is told here, one text for each thing that is on its way. */
    void waitFor(Supplier<List<String>> told) {
        underway.add(told);
    }

    /** Does what may begin something, and tells so, while nobody moves the clock. */
    Object standing(Beginning beginning) throws Throwable {
        moves.readLock().lock();
        try {
            return beginning.begin();
        } finally {
            moves.readLock().unlock();
        }
    }

    /** What begins something. */
    interface Beginning {
        Object begin() throws Throwable;
    }

    /** @return what was on its way; the clock was moved if there was nothing */
    private List<String> moveUnlessBusy(Duration duration) {
        if (!moves.writeLock().tryLock()) {
            return List.of("something that begins at this moment");
        }
        try {
            List<String> busy = new ArrayList<>();
            underway.forEach(told -> busy.addAll(told.get()));
            if (busy.isEmpty()) {
                leap(duration);
            }
            return busy;
        } finally {
            moves.writeLock().unlock();
        }
    }

    @Override
    public Instant instant() {
        return base.instant().plus(moved.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("This clock gives instants only");
    }
}
