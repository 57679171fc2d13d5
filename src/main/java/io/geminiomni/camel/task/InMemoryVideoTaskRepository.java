package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import io.geminiomni.camel.net.BaseUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tasks in the memory of this JVM, for tests and for programs that need no durable store. When the JVM ends, all tasks are
 * lost, also those that were paid for, and a request with the same key is paid for again.
 */
public final class InMemoryVideoTaskRepository implements VideoTaskRepository {
    private final Clock clock;
    private final MemoryStore store;
    private final MemoryLedger ledger = new MemoryLedger();
    private final Supplier<String> tokens;
    private long records;

    public InMemoryVideoTaskRepository() {
        this(Clock.systemUTC());
    }

    public InMemoryVideoTaskRepository(Clock clock) {
        this(clock, MemoryStore.BY_DUE_TIME);
    }

    InMemoryVideoTaskRepository(Clock clock, Comparator<TaskRecord> byDueTime) {
        this(clock, byDueTime, () -> UUID.randomUUID().toString());
    }

    /** @param tokens gives the tokens of leases, each a new one */
    InMemoryVideoTaskRepository(Clock clock, Comparator<TaskRecord> byDueTime, Supplier<String> tokens) {
        this.clock = clock;
        this.store = new MemoryStore(byDueTime);
        this.tokens = tokens;
    }

    @Override
    public synchronized BeginResult begin(Submission submission) {
        TaskRecord known = byKey(submission);
        if (known != null && !known.isKeyFree()) {
            return new BeginResult.Known(known.task());
        }
        Optional<BeginResult.OverBudget> overBudget = ledger.overBudget(submission, clock.instant());
        if (overBudget.isPresent()) {
            return overBudget.get();
        }
        TaskRecord begun = known == null
                ? added(
                        submission,
                        submission.submitting(clock.instant()),
                        submission.token(),
                        Duration.ZERO,
                        TaskHistory.program(),
                        null)
                : known.begun(submission, TaskHistory.program());
        ledger.book(submission, begun.id(), LedgerState.RESERVED, begun.task().submittedAt());
        return new BeginResult.Started(put(begun));
    }

    @Override
    public synchronized Optional<VideoTask> record(Submission submission, Outcome outcome, Duration firstPoll) {
        Optional<VideoTask> decided = Optional.ofNullable(byKey(submission))
                .flatMap(known -> known.decided(submission, outcome, firstPoll, TaskHistory.program()))
                .map(this::settle);
        return decided.isPresent() || !(outcome instanceof Outcome.Accepted accepted)
                ? decided
                : Optional.of(recordAdditional(submission, accepted, firstPoll));
    }

    private VideoTask recordAdditional(Submission submission, Outcome.Accepted outcome, Duration firstPoll) {
        VideoTask additional = submission.additional(outcome, clock.instant());
        TaskRecord known = store.byTaskId(submission.channel(), Objects.requireNonNull(additional.taskId()));
        if (known != null) {
            Charge charge = submission.charge();
            return charge == null ? known.task() : bookKnown(submission, charge, known);
        }
        TaskRecord added =
                added(submission, additional, null, firstPoll, TaskHistory.program(), submission.lateness(outcome));
        ledger.bookAdditional(submission, added.id(), added.at());
        return put(added);
    }

    /** Books an attempt whose task the channel has already, such as one that was adopted, unless it is booked with an amount. */
    private VideoTask bookKnown(Submission submission, Charge charge, TaskRecord known) {
        TaskRecord costing = known.costing(charge);
        if (costing.isRefundedBy(charge)
                || ledger.isPriced(costing.id())
                || (!charge.cost().isKnown() && ledger.isUnpriced(costing.id()))) {
            return known.task();
        }
        ledger.bookPriced(submission, costing.id(), clock.instant());
        return put(costing);
    }

    @Override
    public synchronized Optional<VideoTask> find(String channel, String key) {
        return Optional.ofNullable(store.byKey(channel, key)).map(TaskRecord::task);
    }

    @Override
    public synchronized Optional<VideoTask> findTask(String channel, String taskId) {
        return Optional.ofNullable(store.byTaskId(channel, taskId)).map(TaskRecord::task);
    }

    @Override
    public synchronized List<LeasedTask> claim(Claim claim) {
        Instant now = clock.instant();
        return store.due(claim, now).stream()
                .map(due -> lease(due.asOf(now), claim.owner(), claim.lease()))
                .toList();
    }

    @Override
    public synchronized Optional<LeasedTask> claim(String channel, String key, String owner, Duration lease) {
        return Optional.ofNullable(store.byKey(channel, key))
                .map(known -> known.asOf(clock.instant()))
                .filter(TaskRecord::isClaimable)
                .map(free -> lease(free, owner, lease));
    }

    private LeasedTask lease(TaskRecord free, String owner, Duration lease) {
        TaskRecord claimed = free.claimed(tokens.get(), owner, lease);
        store.put(claimed);
        return claimed.leased();
    }

    @Override
    public synchronized Set<Lease> renew(Collection<Lease> leases, Duration duration) {
        Set<Lease> lost = new HashSet<>();
        for (Lease lease : leases) {
            held(lease).ifPresentOrElse(record -> store.put(record.renewed(duration)), () -> lost.add(lease));
        }
        return lost;
    }

    @Override
    public synchronized Set<Lease> update(Collection<LeaseUpdate> updates) {
        LeaseUpdate.checkDistinct(updates);
        for (LeaseUpdate update : updates) {
            held(update.lease())
                    .ifPresent(record -> update.checkTransition(record.task().state()));
        }
        Set<Lease> lost = new HashSet<>();
        for (LeaseUpdate update : updates) {
            held(update.lease())
                    .ifPresentOrElse(record -> settle(record.updated(update)), () -> lost.add(update.lease()));
        }
        return lost;
    }

    private Optional<TaskRecord> held(Lease lease) {
        return Optional.ofNullable(store.leased(lease.recordId()))
                .filter(record -> record.isHeldBy(lease))
                .map(record -> record.asOf(clock.instant()));
    }

    @Override
    public synchronized Map<TaskState, Long> counts(String channel) {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        for (TaskState state : TaskState.values()) {
            int count = store.inState(channel, state).size();
            if (count > 0) {
                counts.put(state, (long) count);
            }
        }
        return counts;
    }

    @Override
    public synchronized List<String> channels() {
        return store.channels();
    }

    @Override
    public synchronized List<VideoTask> inState(String channel, TaskState state, int limit) {
        return store.inState(channel, state).stream()
                .limit(limit)
                .map(TaskRecord::task)
                .toList();
    }

    @Override
    public synchronized TaskPage page(TaskQuery query) {
        List<TaskRecord> found = query.states().stream()
                .flatMap(state -> store.latestInState(query, state).limit(query.limit() + 1L))
                .sorted(Comparator.comparing(TaskCursor::of, TaskCursor.LATEST_FIRST))
                .limit(query.limit() + 1L)
                .toList();
        List<TaskRecord> page = found.subList(0, Math.min(found.size(), query.limit()));
        return new TaskPage(
                page.stream().map(TaskRecord::task).toList(),
                found.size() > page.size() ? TaskCursor.of(page.get(page.size() - 1)) : null);
    }

    @Override
    public synchronized List<Transition> history(String channel, String key) {
        TaskRecord known = store.byKey(channel, key);
        return known == null ? List.of() : TaskHistory.read(known.history());
    }

    @Override
    public synchronized List<TaskOverview> overview(String channel, TaskState state, int limit) {
        Instant now = clock.instant();
        return store.inState(channel, state).stream()
                .limit(limit)
                .map(record -> record.asOf(now).overview())
                .toList();
    }

    @Override
    public synchronized Undelivered undelivered(String channel, int attempts) {
        List<VideoTask> failing = store.inState(channel, TaskState.COMPLETED).stream()
                .map(TaskRecord::task)
                .filter(task -> task.attempts() >= attempts)
                .toList();
        List<VideoTask> parked = parked(channel);
        Instant now = clock.instant();
        List<Instant> expiries = Stream.of(failing, parked)
                .flatMap(List::stream)
                .map(VideoTask::videoUrlExpires)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        long expired = expiries.stream().filter(expiry -> !expiry.isAfter(now)).count();
        Instant first = expiries.stream().skip(expired).findFirst().orElse(null);
        return new Undelivered(failing.size(), parked.size(), expired, first);
    }

    @Override
    public synchronized VideoTask resolveAsTask(String channel, String key, String taskId, String by) {
        TaskRecord present = store.byTaskId(channel, taskId);
        if (present != null) {
            throw present.isKnown();
        }
        return settle(unresolved(channel, key).resolvedAsTask(taskId, by));
    }

    @Override
    public synchronized VideoTask resolveAsNotSubmitted(String channel, String key, String by) {
        return settle(unresolved(channel, key).resolvedAsNotSubmitted(by));
    }

    private TaskRecord unresolved(String channel, String key) {
        TaskRecord known = store.byKey(channel, key);
        if (known == null) {
            throw new IllegalStateException("No record has the key '" + key + "' on channel '" + channel + "'");
        }
        return known.asOf(clock.instant());
    }

    @Override
    public synchronized int unpark(String channel, @Nullable Collection<String> taskIds, String by) {
        Instant now = clock.instant();
        List<TaskRecord> parked = store.inState(channel, TaskState.PARKED).stream()
                .filter(record ->
                        taskIds == null || taskIds.contains(record.task().taskId()))
                .toList();
        parked.forEach(record -> store.put(record.asOf(now).unparked(by)));
        return parked.size();
    }

    @Override
    public synchronized List<Unpolled> unpolled(String channel, Duration dueFor) {
        return store.unpolled(channel, clock.instant().minus(dueFor));
    }

    @Override
    public synchronized int move(String channel, String fromBaseUrl, String toBaseUrl, String by) {
        Instant now = clock.instant();
        List<TaskRecord> moved = MOVED.stream()
                .flatMap(state -> store.inState(channel, state).stream())
                .filter(record -> BaseUrl.isSame(record.task().baseUrl(), fromBaseUrl))
                .toList();
        moved.forEach(record -> store.put(record.asOf(now).moved(toBaseUrl, by)));
        return moved.size();
    }

    @Override
    public synchronized VideoTask adopt(Submission submission, String taskId, String by) {
        TaskRecord present = store.byTaskId(submission.channel(), taskId);
        if (present != null) {
            Charge charge = submission.charge();
            return charge != null && charge.cost().isKnown() && ledger.isUnpriced(present.id())
                    ? bookKnown(submission, charge, present)
                    : present.task();
        }
        TaskRecord known = byKey(submission);
        TaskRecord adopted = known == null
                ? added(
                        submission,
                        submission.adopted(taskId, clock.instant()),
                        null,
                        Duration.ZERO,
                        by,
                        TaskRecord.adoption(taskId))
                : known.adopted(submission, taskId, by);
        ledger.book(submission, adopted.id(), LedgerState.SPENT, adopted.at());
        return put(adopted);
    }

    @Override
    public synchronized List<VideoTask> sweep(Duration submitTimeout) {
        Instant now = clock.instant();
        Instant latest = now.minus(submitTimeout);
        List<TaskRecord> overdue = store.channels().stream()
                .flatMap(channel -> store.inState(channel, TaskState.SUBMITTING).stream()
                        .takeWhile(record -> record.task().submittedAt().isBefore(latest)))
                .toList();
        return overdue.stream()
                .map(record -> put(record.asOf(now).swept(submitTimeout, TaskHistory.program())))
                .toList();
    }

    @Override
    public synchronized int purge(Duration retention, int limit) {
        List<TaskRecord> purged = store.outdated(clock.instant(), retention, limit);
        purged.forEach(store::remove);
        return purged.size();
    }

    @Override
    public boolean holdsBudgets() {
        return true;
    }

    @Override
    public synchronized List<Spending> spent(SpendingQuery query) {
        return ledger.spent(query);
    }

    @Override
    public synchronized int purgeLedger(int limit) {
        return ledger.purge(clock.instant(), limit);
    }

    private @Nullable TaskRecord byKey(Submission submission) {
        TaskRecord known = store.byKey(submission.channel(), submission.key());
        return known == null ? null : known.asOf(clock.instant());
    }

    private TaskRecord added(
            Submission submission,
            VideoTask task,
            @Nullable String attemptToken,
            Duration due,
            String by,
            @Nullable String reason) {
        Instant now = clock.instant();
        return new TaskRecord(
                Long.toString(++records, Character.MAX_RADIX),
                task,
                attemptToken,
                now.plus(due),
                null,
                null,
                submission.retention(),
                now,
                TaskHistory.with("", new Transition(now, null, task.state(), by, reason)));
    }

    /** With what became of the cost of its attempt. */
    private VideoTask settle(TaskRecord record) {
        ledger.settle(record);
        return put(record);
    }

    private VideoTask put(TaskRecord record) {
        store.put(record);
        return record.task();
    }
}
