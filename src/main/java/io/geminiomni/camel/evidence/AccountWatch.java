package io.geminiomni.camel.evidence;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.gateway.Balance;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the creates of one account by what it has spent. The balance is read when a create begins while none is in flight; those
 * that begin meanwhile belong to the same group, and have the same reading. After a create of unknown outcome it is read again, and
 * once more {@link #LATER}.
 *
 * <p>It says <i>charged</i> if the account has spent the price of the create and of the accepted ones since the first reading, and
 * <i>not charged</i> if {@link #LATER} it has spent the price of the accepted ones only. It says so only if nobody else spends from the
 * account, all prices are known, no other create is in flight or of unknown outcome, and none was so or was accepted within
 * {@link #RECENT} before the first reading, as it may have been charged late. As it does not know what a program before this one has
 * sent, it says nothing of creates within {@link #RECENT} after the start. Else it cannot tell.
 *
 * <p>The refund of a failed task may hide a charge. The watch does not know when tasks end, so it never says <i>not charged</i> if the
 * gateway refunds them, or after another create was accepted or of unknown outcome, at any time since the start.
 */
public final class AccountWatch implements CreateWatch {
    /** How long a create waits for a reading. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** When the balance is read again. */
    static final Duration LATER = Duration.ofMinutes(5);

    /** How long a charge may take that belongs to an earlier create, and how old a reading may be that a new create shares. */
    static final Duration RECENT = Duration.ofMinutes(10);

    /** After a reading that failed no create waits for another one for so long. */
    static final Duration REST = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);

    private final Supplier<Balance> source;
    private final Executor reader;
    private final Clock clock;
    private final Supplier<Duration> elapsed;
    private final Duration startedAt;
    private final Terms terms;
    private final Monitor monitor;
    private final List<Group> groups = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private @Nullable Group current;
    private @Nullable CompletableFuture<Optional<BalanceReading>> next;
    private int inFlight;
    /** How many creates were accepted or of unknown outcome since the start. */
    private long paid;

    private @Nullable Duration lastPaid;
    private @Nullable Duration lastFailed;

    /**
     * What is known of the account.
     *
     * @param isExclusive whether nobody else spends from it
     * @param refundsFailures whether the gateway gives the money of failed tasks back
     */
    public record Terms(BooleanSupplier isExclusive, BooleanSupplier refundsFailures) {}

    /**
     * @param source queries the balance
     * @param reader runs those queries that creates wait for
     * @param clock for the times of readings
     * @param elapsed monotonic time
     * @param startedAt when the program started to send creates, by {@code elapsed}
     */
    public AccountWatch(
            Supplier<Balance> source,
            Executor reader,
            Clock clock,
            Supplier<Duration> elapsed,
            Duration startedAt,
            Terms terms,
            Threads threads) {
        this.source = source;
        this.reader = reader;
        this.clock = clock;
        this.elapsed = elapsed;
        this.startedAt = startedAt;
        this.terms = terms;
        this.monitor = threads.monitor();
    }

    /** The creates that have a reading in common, and what the account was known to pay for since then. */
    private static final class Group {
        final CompletableFuture<Optional<BalanceReading>> before = new CompletableFuture<>();
        final Duration beganAt;
        /** Whether a create that does not belong to the group may be charged after the reading. */
        final boolean isMixed;

        int inFlight;
        int awaited;
        int unclear;
        Spent spent = Spent.NOTHING;

        Group(Duration beganAt, boolean isMixed) {
            this.beganAt = beganAt;
            this.isMixed = isMixed;
        }
    }

    /** An evidence that is due at a time. */
    private record Pending(Group group, @Nullable BigDecimal price, Duration dueAt, Consumer<Evidence> consumer) {}

    @Override
    public Create begin(@Nullable CostEstimate price) {
        Group group = monitor.get(() -> {
            Group joined = join(elapsed.get());
            joined.inFlight++;
            inFlight++;
            return joined;
        });
        await(group.before);
        return new Watched(group, price == null ? null : price.amount());
    }

    private Group join(Duration now) {
        Group present = current;
        if (present != null
                && present.inFlight > 0
                && now.minus(present.beganAt).compareTo(RECENT) < 0) {
            return present;
        }
        Group begun = new Group(now, inFlight > 0 || isWithin(RECENT, lastPaid, now));
        groups.add(begun);
        current = begun;
        read(begun.before);
        return begun;
    }

    private static boolean isWithin(Duration time, @Nullable Duration since, Duration now) {
        return since != null && now.minus(since).compareTo(time) < 0;
    }

    /** The next reading that is not under way yet: there is one at most, whoever waits for it. */
    private CompletableFuture<Optional<BalanceReading>> nextReading() {
        CompletableFuture<Optional<BalanceReading>> present = next;
        if (present == null) {
            present = new CompletableFuture<>();
            next = present;
            read(present);
        }
        return present;
    }

    /** Reads the balance on another thread. The result is empty if that takes too long or fails. */
    private void read(CompletableFuture<Optional<BalanceReading>> result) {
        if (isWithin(REST, lastFailed, elapsed.get())) {
            end(result);
            return;
        }
        result.completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            reader.execute(() -> {
                monitor.run(() -> next = next == result ? null : next);
                result.complete(reading());
            });
        } catch (RejectedExecutionException e) {
            end(result);
        }
    }

    private void end(CompletableFuture<Optional<BalanceReading>> notRead) {
        next = next == notRead ? null : next;
        notRead.complete(Optional.empty());
    }

    private Optional<BalanceReading> await(CompletableFuture<Optional<BalanceReading>> result) {
        Optional<BalanceReading> reading = result.join();
        if (reading.isEmpty() && monitor.get(this::beginsRest)) {
            LOG.warn(
                    "The balance could not be read in time: requests of the next {} s go on without it, and have no evidence"
                            + " if their outcome is unknown",
                    REST.toSeconds());
        }
        return reading;
    }

    private boolean beginsRest() {
        Duration now = elapsed.get();
        boolean begins = !isWithin(REST, lastFailed, now);
        lastFailed = begins ? now : lastFailed;
        return begins;
    }

    private Optional<BalanceReading> reading() {
        try {
            return Optional.of(BalanceReading.of(source.get(), clock.instant()));
        } catch (RuntimeException e) {
            LOG.debug("The balance could not be read", e);
            return Optional.empty();
        }
    }

    /** Gives the evidence that is due, by one reading. Called regularly, on a thread that may wait for the gateway. */
    public void tick() {
        Map<Pending, Spent> due = monitor.get(this::takeDue);
        if (due.isEmpty()) {
            return;
        }
        Optional<BalanceReading> after = reading();
        due.forEach((each, spentBefore) -> {
            Evidence found = evidence(each.group(), each.price(), true, spentBefore, after);
            monitor.run(() -> {
                each.group().awaited--;
                forgetEnded();
            });
            each.consumer().accept(found);
        });
    }

    /** What is due, with what is known to be spent before the reading. */
    private Map<Pending, Spent> takeDue() {
        Duration now = elapsed.get();
        Map<Pending, Spent> due = new LinkedHashMap<>();
        pending.removeIf(each -> {
            boolean isDue = each.dueAt().compareTo(now) <= 0;
            if (isDue) {
                due.put(each, spent(each.group()));
            }
            return isDue;
        });
        return due;
    }

    private void forgetEnded() {
        groups.removeIf(group -> group.inFlight == 0 && group.awaited == 0);
    }

    private Evidence evidence(
            Group group,
            @Nullable BigDecimal price,
            boolean isLater,
            Spent spentBefore,
            Optional<BalanceReading> reading) {
        BalanceReading before = group.before.join().orElse(null);
        if (before == null) {
            return Evidence.none("the balance could not be read before the request");
        }
        BalanceReading after = reading.orElse(null);
        if (after == null) {
            return Evidence.none("the balance could not be read after the request");
        }
        Spent spent = monitor.get(() -> spent(group));
        boolean isExact = terms.isExclusive().getAsBoolean()
                && !group.isMixed
                && spent.equals(spentBefore)
                && spent.others() == 0
                && isOfThisKey(before, after);
        Verdict verdict = isExact ? verdict(before, after, spent, price, isLater) : Verdict.CANNOT_TELL;
        String doubt = doubt(verdict, group);
        return Evidence.of(doubt == null ? verdict : Verdict.CANNOT_TELL, doubt, before, after, spent, price);
    }

    /** Why a verdict may be wrong; null if it is right. */
    private @Nullable String doubt(Verdict verdict, Group group) {
        if (verdict == Verdict.CANNOT_TELL) {
            return null;
        } else if (isWithin(RECENT, startedAt, group.beganAt)) {
            return "the program started less than " + RECENT.toMinutes()
                    + " minutes before the request, and an earlier request may have been charged late";
        } else if (verdict == Verdict.CHARGED) {
            return null;
        } else if (terms.refundsFailures().getAsBoolean()) {
            return "the gateway refunds failed tasks, which hides a charge";
        }
        boolean isOnlyOne = monitor.get(() -> paid == 1);
        return isOnlyOne ? null : "another task of this program may have been refunded meanwhile, which hides a charge";
    }

    private Spent spent(Group group) {
        return group.spent.withOthers(inFlight + group.unclear - 1);
    }

    /** Whether the API key has spent what the account has, as far as it is counted. */
    private static boolean isOfThisKey(BalanceReading before, BalanceReading after) {
        BigDecimal byKey = after.key().subtract(before.key());
        boolean isCounted = after.isKeyCounted() || byKey.signum() != 0;
        return !isCounted || byKey.compareTo(after.account().subtract(before.account())) == 0;
    }

    private static Verdict verdict(
            BalanceReading before, BalanceReading after, Spent spent, @Nullable BigDecimal price, boolean isLater) {
        BigDecimal known = spent.known();
        if (known == null || price == null || price.signum() <= 0) {
            return Verdict.CANNOT_TELL;
        }
        BigDecimal all = after.account().subtract(before.account());
        if (all.compareTo(known.add(price)) == 0) {
            return Verdict.CHARGED;
        }
        return isLater && all.compareTo(known) == 0 ? Verdict.NOT_CHARGED : Verdict.CANNOT_TELL;
    }

    private final class Watched implements Create {
        private final Group group;
        private final @Nullable BigDecimal price;
        private boolean ended;
        /** Whether the group is kept for this one, though nothing is pending for it yet. */
        private boolean isAwaited;

        Watched(Group group, @Nullable BigDecimal price) {
            this.group = group;
            this.price = price;
        }

        @Override
        public void accepted() {
            end(() -> {
                mayBePaid();
                groups.forEach(each -> each.spent = each.spent.plusAccepted(price));
            });
        }

        @Override
        public void unclear() {
            end(() -> {
                mayBePaid();
                groups.forEach(each -> each.unclear++);
                group.awaited++;
                isAwaited = true;
            });
        }

        private void mayBePaid() {
            lastPaid = elapsed.get();
            paid++;
        }

        @Override
        public Optional<Evidence> evidence() {
            Spent spentBefore = monitor.get(() -> spent(group));
            Optional<BalanceReading> after = await(monitor.get(AccountWatch.this::nextReading));
            return Optional.of(AccountWatch.this.evidence(group, price, false, spentBefore, after));
        }

        @Override
        public void later(Consumer<Evidence> consumer) {
            monitor.run(() -> {
                if (isAwaited) {
                    isAwaited = false;
                    pending.add(new Pending(group, price, elapsed.get().plus(LATER), consumer));
                }
            });
        }

        @Override
        public void close() {
            end(() -> {});
            monitor.run(() -> {
                if (isAwaited) {
                    isAwaited = false;
                    group.awaited--;
                    forgetEnded();
                }
            });
        }

        private void end(Runnable outcome) {
            monitor.run(() -> {
                if (!ended) {
                    ended = true;
                    inFlight--;
                    group.inFlight--;
                    outcome.run();
                    forgetEnded();
                }
            });
        }
    }
}
