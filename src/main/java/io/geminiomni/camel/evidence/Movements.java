package io.geminiomni.camel.evidence;

import io.geminiomni.camel.evidence.BalanceReader.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The creates of one account, in groups that have their first reading of the balance in common, and what became of their tasks. It
 * forgets what cannot move the balance any more. It is guarded by the monitor of its watch.
 */
final class Movements {
    /** Of more failed tasks the amounts are not kept. */
    static final int MOST_FAILED = 10_000;

    private final List<Group> groups = new ArrayList<>();
    private final Set<Sent> creates = new LinkedHashSet<>();
    private final Map<TaskId, Sent> latest = new HashMap<>();

    private final Map<TaskId, Refund> refunds = new HashMap<>();
    private @Nullable Duration uncountedUntil;
    private @Nullable Group current;
    private long number;

    static final class Group {
        final CompletableFuture<Optional<Reading>> before;
        final Duration beganAt;
        final long number;
        int inFlight;
        /** For how many creates it is kept after their end. */
        int awaited;

        Group(CompletableFuture<Optional<Reading>> before, Duration beganAt, long number) {
            this.before = before;
            this.beganAt = beganAt;
            this.number = number;
        }

        /** Whether a create was sent after the reading of this group. */
        boolean isBefore(Sent create) {
            return create.group.number >= number;
        }
    }

    static final class Sent {
        final TaskId id;
        final Group group;
        final @Nullable BigDecimal price;
        /** Null while it is in flight. */
        @Nullable Duration endedAt;

        boolean isAccepted;
        boolean isCompleted;

        Sent(TaskId id, Group group, @Nullable BigDecimal price) {
            this.id = id;
            this.group = group;
            this.price = price;
        }
    }

    /** @param until when it is too late for it */
    private record Refund(@Nullable BigDecimal amount, Duration until) {}

    /**
     * What is known of the other creates that were sent since a reading of the balance.
     *
     * @param known the prices of those that were accepted; null if the price of one is not known
     * @param others how many are in flight, or of unknown outcome
     */
    record Spent(@Nullable BigDecimal known, int others) {}

    Sent begin(
            TaskId id,
            @Nullable BigDecimal price,
            Duration now,
            Supplier<CompletableFuture<Optional<Reading>>> reading) {
        Sent create = new Sent(id, join(now, reading), price);
        create.group.inFlight++;
        creates.add(create);
        latest.put(id, create);
        return create;
    }

    private Group join(Duration now, Supplier<CompletableFuture<Optional<Reading>>> reading) {
        Group present = current;
        if (present != null
                && present.inFlight > 0
                && now.minus(present.beganAt).compareTo(AccountWatch.RECENT) < 0) {
            return present;
        }
        Group begun = new Group(reading.get(), now, ++number);
        groups.add(begun);
        current = begun;
        return begun;
    }

    /** The create may have been paid for. */
    void end(Sent create, boolean isAccepted, Duration now) {
        create.endedAt = now;
        create.isAccepted = isAccepted;
        create.group.inFlight--;
    }

    void remove(Sent create) {
        creates.remove(create);
        latest.remove(create.id, create);
        create.group.inFlight--;
    }

    void completed(TaskId id) {
        Sent create = latest.get(id);
        if (create != null) {
            create.isCompleted = true;
        }
    }

    void failed(TaskId id, @Nullable BigDecimal amount, Duration until) {
        if (refunds.size() < MOST_FAILED || refunds.containsKey(id)) {
            refunds.put(id, new Refund(amount, until));
        } else if (uncountedUntil == null || uncountedUntil.compareTo(until) < 0) {
            uncountedUntil = until;
        }
    }

    /** Forgets the groups that nothing is kept for. */
    void forgetGroups() {
        groups.removeIf(group -> group.inFlight == 0 && group.awaited == 0);
    }

    /** Forgets what cannot matter for a group that is kept, or that begins now. It takes time by the number of creates. */
    void forget(Duration now) {
        forgetGroups();
        Duration since = groups.isEmpty() ? now : groups.get(0).beganAt;
        creates.removeIf(create -> create.endedAt != null && !isRecent(create.endedAt, since));
        latest.values().retainAll(creates);
        refunds.values().removeIf(refund -> refund.until().compareTo(since) <= 0);
        uncountedUntil = isAfter(uncountedUntil, since) ? uncountedUntil : null;
    }

    private static boolean isAfter(@Nullable Duration until, Duration time) {
        return until != null && until.compareTo(time) > 0;
    }

    private static boolean isRecent(Duration time, Duration now) {
        return now.minus(time).compareTo(AccountWatch.RECENT) < 0;
    }

    Spent spent(Sent of) {
        BigDecimal known = BigDecimal.ZERO;
        int others = 0;
        for (Sent each : creates) {
            if (each != of && of.group.isBefore(each)) {
                if (each.isAccepted) {
                    known = known == null || each.price == null ? null : known.add(each.price);
                } else {
                    others++;
                }
            }
        }
        return new Spent(known, others);
    }

    /** What may have moved the balance between the first reading of a create and a later one, without that create. */
    List<Movement> others(Sent of, Reading after) {
        Group group = of.group;
        List<Movement> movements = new ArrayList<>();
        Set<TaskId> sentSince = new HashSet<>();
        for (Sent each : creates) {
            if (group.isBefore(each)) {
                sentSince.add(each.id);
                if (each != of) {
                    movements.add(new Movement(each.price, kind(each, after)));
                }
            } else if (each.endedAt == null || isRecent(each.endedAt, group.beganAt)) {
                movements.add(new Movement(each.price, Movement.Kind.MAYBE_CHARGED));
            }
        }
        // What was sent since is charged before it is refunded, so it moves nothing or its price.
        after.open().stream()
                .filter(task -> !sentSince.contains(task.id()))
                .forEach(task -> movements.add(new Movement(task.cost(), Movement.Kind.MAYBE_REFUNDED)));
        refunds.forEach((id, refund) -> {
            if (isAfter(refund.until(), group.beganAt) && !sentSince.contains(id)) {
                movements.add(new Movement(refund.amount(), Movement.Kind.MAYBE_REFUNDED));
            }
        });
        if (isAfter(uncountedUntil, group.beganAt)) {
            movements.add(new Movement(null, Movement.Kind.MAYBE_REFUNDED));
        }
        return movements;
    }

    /** A task that was completed is charged at the latest some minutes after it was accepted. */
    private static Movement.Kind kind(Sent create, Reading after) {
        boolean isCharged = create.isCompleted
                && create.isAccepted
                && create.endedAt != null
                && after.begunAt().minus(create.endedAt).compareTo(AccountWatch.LATER) >= 0;
        return isCharged ? Movement.Kind.CHARGED : Movement.Kind.MAYBE_CHARGED;
    }
}
