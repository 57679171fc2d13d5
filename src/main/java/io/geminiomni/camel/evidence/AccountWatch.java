package io.geminiomni.camel.evidence;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.evidence.BalanceReader.Reading;
import io.geminiomni.camel.gateway.Balance;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
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
 * <p>{@link BalanceRule} tells from that whether the create was charged. What else may have moved the balance is known from the
 * creates, from the ends of tasks, and from the tasks that are still open. A create may be charged until {@link #LATER} after its
 * end, and one that was sent before the first reading even until {@link #RECENT}. A task may be refunded until {@link #RECENT} after
 * its failure was seen, or {@link #ABANDONED} after it was abandoned, and not once it is completed. As the watch does not know what a
 * program before this one has sent, nobody can tell of creates within {@link #RECENT} after the start.
 */
public final class AccountWatch implements CreateWatch {
    static final Duration LATER = Duration.ofMinutes(5);

    /** How long a charge may take that belongs to an earlier create, and how old a reading may be that a new create shares. */
    static final Duration RECENT = Duration.ofMinutes(10);

    /** How long after it was abandoned a task may fail at the gateway. */
    static final Duration ABANDONED = Duration.ofDays(3);

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);

    private final BalanceReader reader;
    private final Supplier<Duration> elapsed;
    private final Duration startedAt;
    private final Terms terms;
    private final Monitor monitor;
    private final Movements movements = new Movements();
    private final List<Pending> pending = new ArrayList<>();

    /**
     * What is known of the account.
     *
     * @param sharing why somebody else may spend from it, without semicolon and full stop; empty if nobody does
     * @param refundsFailures whether the gateway gives the money of failed tasks back
     */
    public record Terms(Supplier<Optional<String>> sharing, BooleanSupplier refundsFailures) {}

    /**
     * What is read, and where.
     *
     * @param openTasks the tasks of the account that may have been accepted, and have no end. Tasks that end later are given to
     *     {@link #completed}, {@link #failed} and {@link #abandoned}
     * @param reader the thread for those queries that creates wait for
     */
    public record Sources(Supplier<Balance> balance, Supplier<List<OpenTask>> openTasks, Executor reader) {}

    /**
     * @param clock for the times of readings
     * @param startedAt when the program started to send creates, by {@code elapsed}
     */
    public AccountWatch(
            Sources sources,
            Clock clock,
            Supplier<Duration> elapsed,
            Duration startedAt,
            Terms terms,
            Threads threads) {
        this.elapsed = elapsed;
        this.startedAt = startedAt;
        this.terms = terms;
        this.monitor = threads.monitor();
        this.reader = new BalanceReader(sources, clock, elapsed, monitor);
    }

    /**
     * An evidence that is due at a time.
     *
     * @param endsAt when it is given up if the balance cannot be read
     */
    private record Pending(Movements.Sent create, Duration dueAt, Duration endsAt, Consumer<Evidence> consumer) {}

    @Override
    public Create begin(String channel, String key, @Nullable CostEstimate price) {
        BigDecimal amount = price == null ? null : price.amount();
        Movements.Sent create =
                monitor.get(() -> movements.begin(new TaskId(channel, key), amount, elapsed.get(), reader::first));
        reader.await(create.group.before);
        return new Watched(create);
    }

    /** A task was completed: it is not refunded any more. */
    public void completed(String channel, String key) {
        monitor.run(() -> movements.completed(new TaskId(channel, key)));
    }

    /**
     * A task has failed: it may be refunded.
     *
     * @param cost {@code null} if it is not known
     */
    public void failed(String channel, String key, @Nullable BigDecimal cost) {
        mayBeRefunded(new TaskId(channel, key), cost, RECENT);
    }

    /**
     * A task was abandoned: it may still fail, and be refunded.
     *
     * @param cost {@code null} if it is not known
     */
    public void abandoned(String channel, String key, @Nullable BigDecimal cost) {
        mayBeRefunded(new TaskId(channel, key), cost, ABANDONED);
    }

    private void mayBeRefunded(TaskId id, @Nullable BigDecimal cost, Duration within) {
        monitor.run(() -> movements.failed(id, cost, elapsed.get().plus(within)));
    }

    /** Gives the evidence that is due, by one reading. Called regularly, on a thread that may wait for the gateway. */
    public void tick() {
        List<Pending> due = monitor.get(this::takeDue);
        if (due.isEmpty()) {
            return;
        }
        Reading after = reader.now().orElse(null);
        for (Pending each : due) {
            if (after == null) {
                monitor.run(() -> putOff(each));
            } else {
                give(each, after);
            }
        }
    }

    /** One that fails keeps neither the others from their evidence nor its group. */
    private void give(Pending due, Reading after) {
        try {
            Reading before = due.create().group.before.join().orElseThrow();
            due.consumer().accept(evidence(due.create(), true, before, after));
        } catch (RuntimeException | Error e) {
            LOG.error("The evidence of {} could not be given", due.create().id, e);
        } finally {
            monitor.run(() -> release(due.create()));
        }
    }

    private List<Pending> takeDue() {
        Duration now = elapsed.get();
        movements.forget(now);
        List<Pending> due = pending.stream()
                .filter(each -> each.dueAt().compareTo(now) <= 0)
                .toList();
        pending.removeAll(due);
        return due;
    }

    /** The balance could not be read: what was found before stands, unless it can be read soon. */
    private void putOff(Pending due) {
        Duration again = elapsed.get().plus(BalanceReader.REST);
        if (again.compareTo(due.endsAt()) < 0) {
            pending.add(new Pending(due.create(), again, due.endsAt(), due.consumer()));
        } else {
            release(due.create());
        }
    }

    private void release(Movements.Sent create) {
        create.group.awaited--;
        movements.forgetGroups();
    }

    private Evidence evidence(Movements.Sent create, boolean isLater, Reading before, Reading after) {
        Movements.Spent spent = monitor.get(() -> movements.spent(create));
        List<Movement> others = monitor.get(() -> movements.others(create, after));
        BalanceRule.Finding finding = finding(create, isLater, before, after, others);
        BalanceReading first = before.balance();
        BalanceReading last = after.balance();
        return new Evidence(
                finding.verdict(),
                finding.reason(),
                new Evidence.Figures(
                        time(first.at()),
                        time(last.at()),
                        last.account().subtract(first.account()),
                        spent.known(),
                        spent.others(),
                        create.price,
                        last.key().subtract(first.key())));
    }

    private BalanceRule.Finding finding(
            Movements.Sent create, boolean isLater, Reading before, Reading after, List<Movement> others) {
        String sharing = terms.sharing().get().orElse(null);
        if (sharing != null) {
            return BalanceRule.Finding.cannotTell(sharing);
        }
        BalanceRule.Finding finding = BalanceRule.judge(
                before.balance(),
                after.balance(),
                new BalanceRule.Asked(
                        create.price, !isLater, terms.refundsFailures().getAsBoolean()),
                others);
        boolean isEarly = create.group.beganAt.minus(startedAt).compareTo(RECENT) < 0;
        return isEarly && finding.verdict() != Evidence.Verdict.CANNOT_TELL
                ? BalanceRule.Finding.cannotTell("the program had run for less than " + RECENT.toMinutes()
                        + " minutes, and an earlier request may be charged late")
                : finding;
    }

    private static Evidence none(String why) {
        return new Evidence(Evidence.Verdict.CANNOT_TELL, why, null);
    }

    private static LocalTime time(Instant at) {
        return LocalTime.ofInstant(at, ZoneOffset.UTC).withNano(0);
    }

    private final class Watched implements Create {
        private final Movements.Sent create;
        private boolean ended;
        /** Whether the group is kept for this one, though nothing is pending for it yet. */
        private boolean isAwaited;

        Watched(Movements.Sent create) {
            this.create = create;
        }

        @Override
        public void accepted() {
            end(() -> movements.end(create, true, elapsed.get()));
        }

        @Override
        public void notPaid() {
            end(() -> movements.remove(create));
        }

        @Override
        public void unclear() {
            end(() -> {
                movements.end(create, false, elapsed.get());
                create.group.awaited++;
                isAwaited = true;
            });
        }

        @Override
        public Optional<Evidence> evidence() {
            Reading before = create.group.before.join().orElse(null);
            if (before == null) {
                return Optional.of(none("the balance could not be read before the request"));
            }
            Reading after = reader.await(reader.next()).orElse(null);
            return Optional.of(
                    after == null
                            ? none("the balance could not be read after the request")
                            : AccountWatch.this.evidence(create, false, before, after));
        }

        @Override
        public void later(Consumer<Evidence> consumer) {
            monitor.run(() -> {
                if (isAwaited && create.group.before.join().isPresent()) {
                    isAwaited = false;
                    Duration dueAt = elapsed.get().plus(LATER);
                    pending.add(new Pending(create, dueAt, dueAt.plus(RECENT), consumer));
                }
            });
        }

        @Override
        public void close() {
            unclear();
            monitor.run(() -> {
                if (isAwaited) {
                    isAwaited = false;
                    release(create);
                }
            });
        }

        private void end(Runnable outcome) {
            monitor.run(() -> {
                if (!ended) {
                    ended = true;
                    outcome.run();
                    movements.forgetGroups();
                }
            });
        }
    }
}
