package io.geminiomni.camel.task;

import io.geminiomni.camel.net.BaseUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tasks in the memory of this JVM, for tests and for programs that can do without what a store gives: when the JVM
 * ends, its tasks are forgotten, those that were paid for as well, and a key that it knew may be paid for again.
 */
public final class InMemoryVideoTaskRepository implements VideoTaskRepository {
    private final Clock clock;
    private final MemoryStore store;

    public InMemoryVideoTaskRepository() {
        this(Clock.systemUTC());
    }

    public InMemoryVideoTaskRepository(Clock clock) {
        this(clock, MemoryStore.BY_DUE_TIME);
    }

    InMemoryVideoTaskRepository(Clock clock, Comparator<StoredTask> byDueTime) {
        this.clock = clock;
        this.store = new MemoryStore(byDueTime);
    }

    @Override
    public synchronized Begun begin(Submission submission) {
        StoredTask known = store.byKey(submission.channel(), submission.key());
        if (known != null && !known.task().state().canBecome(TaskState.SUBMITTING)) {
            return new Begun.Known(known.task());
        }
        Instant now = clock.instant();
        return new Begun.Started(put(known, submission, submission.submitting(now), submission.token(), now, now));
    }

    @Override
    public synchronized Optional<VideoTask> record(Submission submission, Outcome outcome, Duration firstQuestion) {
        Instant now = clock.instant();
        StoredTask known = store.byKey(submission.channel(), submission.key());
        if (known != null && submission.token().equals(known.attemptToken()) && isUndecided(known.task())) {
            return Optional.of(rewrite(
                    known, outcome.appliedTo(known.task(), now), known.attemptToken(), now.plus(firstQuestion), now));
        }
        return outcome instanceof Outcome.Accepted accepted
                ? Optional.of(recordAdditional(submission, accepted, now.plus(firstQuestion), now))
                : Optional.empty();
    }

    private static boolean isUndecided(VideoTask task) {
        return task.state() == TaskState.SUBMITTING || task.state() == TaskState.UNKNOWN;
    }

    private VideoTask recordAdditional(Submission submission, Outcome.Accepted outcome, Instant due, Instant now) {
        VideoTask additional = submission.additional(outcome, now);
        StoredTask known = store.byTaskId(submission.channel(), Objects.requireNonNull(additional.taskId()));
        return known != null ? known.task() : put(null, submission, additional, null, due, now);
    }

    @Override
    public synchronized Optional<VideoTask> find(String channel, String key) {
        return Optional.ofNullable(store.byKey(channel, key)).map(StoredTask::task);
    }

    @Override
    public synchronized Optional<VideoTask> findTask(String channel, String taskId) {
        return Optional.ofNullable(store.byTaskId(channel, taskId)).map(StoredTask::task);
    }

    @Override
    public synchronized List<LeasedTask> claim(Claim claim) {
        Instant now = clock.instant();
        List<LeasedTask> claimed = new ArrayList<>();
        for (StoredTask due : store.due(claim, now)) {
            claimed.add(lease(due, now, claim.lease()));
        }
        return claimed;
    }

    @Override
    public synchronized Optional<LeasedTask> claim(String channel, String key, String owner, Duration lease) {
        Instant now = clock.instant();
        StoredTask known = store.byKey(channel, key);
        return known == null || known.purpose() == null || known.isHeldAt(now)
                ? Optional.empty()
                : Optional.of(lease(known, now, lease));
    }

    private LeasedTask lease(StoredTask free, Instant now, Duration lease) {
        StoredTask claimed = free.claimed(UUID.randomUUID().toString(), now.plus(lease));
        store.replace(free, claimed);
        return claimed.leased(now);
    }

    @Override
    public synchronized Set<Lease> renew(Collection<Lease> leases, Duration duration) {
        Instant leaseEnd = clock.instant().plus(duration);
        Set<Lease> lost = new HashSet<>();
        for (Lease lease : leases) {
            StoredTask held = held(lease);
            if (held == null) {
                lost.add(lease);
            } else {
                store.replace(held, held.renewed(leaseEnd));
            }
        }
        return lost;
    }

    @Override
    public synchronized Set<Lease> update(Collection<LeaseUpdate> updates) {
        LeaseUpdate.checkDistinct(updates);
        for (LeaseUpdate update : updates) {
            StoredTask held = held(update.lease());
            if (held != null) {
                update.checkTransition(held.task().state());
            }
        }
        Instant now = clock.instant();
        Set<Lease> lost = new HashSet<>();
        for (LeaseUpdate update : updates) {
            StoredTask held = held(update.lease());
            if (held == null) {
                lost.add(update.lease());
            } else {
                store.replace(held, held.updated(update, now));
            }
        }
        return lost;
    }

    private @Nullable StoredTask held(Lease lease) {
        StoredTask stored = store.byId(lease.recordId());
        return stored != null && stored.isHeldBy(lease) ? stored : null;
    }

    @Override
    public synchronized Map<TaskState, Long> counts() {
        Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
        for (String channel : store.channels()) {
            counts(channel).forEach((state, count) -> counts.merge(state, count, Long::sum));
        }
        return counts;
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
        return store.channels().stream().sorted().toList();
    }

    @Override
    public synchronized List<VideoTask> inState(String channel, TaskState state, int limit) {
        return store.inState(channel, state).stream()
                .limit(limit)
                .map(StoredTask::task)
                .toList();
    }

    @Override
    public synchronized Undelivered undelivered(String channel, int attempts) {
        List<VideoTask> failing = store.inState(channel, TaskState.COMPLETED).stream()
                .map(StoredTask::task)
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
    public List<VideoTask> unknown(String channel) {
        return inState(channel, TaskState.UNKNOWN, Integer.MAX_VALUE);
    }

    @Override
    public List<VideoTask> parked(String channel) {
        return inState(channel, TaskState.PARKED, Integer.MAX_VALUE);
    }

    @Override
    public synchronized VideoTask resolveAsTask(String channel, String key, String taskId) {
        StoredTask present = store.byTaskId(channel, taskId);
        if (present != null) {
            throw VideoTask.alreadyKnown(present.task());
        }
        return resolve(channel, key, task -> task.resolvedAsTask(taskId));
    }

    @Override
    public synchronized VideoTask resolveAsNotSubmitted(String channel, String key) {
        return resolve(channel, key, VideoTask::resolvedAsNotSubmitted);
    }

    private VideoTask resolve(String channel, String key, UnaryOperator<VideoTask> resolution) {
        StoredTask known = store.byKey(channel, key);
        if (known == null) {
            throw new IllegalStateException("No record has the key '" + key + "' on channel '" + channel + "'");
        }
        Instant now = clock.instant();
        return rewrite(known, resolution.apply(known.task()), null, now, now);
    }

    @Override
    public synchronized int unpark(String channel, @Nullable Collection<String> taskIds) {
        Instant now = clock.instant();
        List<StoredTask> parked = store.inState(channel, TaskState.PARKED).stream()
                .filter(stored ->
                        taskIds == null || taskIds.contains(stored.task().taskId()))
                .toList();
        parked.forEach(stored -> rewrite(stored, stored.task().unparked(), stored.attemptToken(), now, now));
        return parked.size();
    }

    @Override
    public synchronized List<Unasked> unasked(String channel, Duration dueFor) {
        return store.unasked(channel, clock.instant().minus(dueFor));
    }

    @Override
    public synchronized int move(String channel, String fromBaseUrl, String toBaseUrl) {
        List<StoredTask> moved = MOVED.stream()
                .flatMap(state -> store.inState(channel, state).stream())
                .filter(stored -> BaseUrl.isSame(stored.task().baseUrl(), fromBaseUrl))
                .toList();
        moved.forEach(stored -> store.replace(stored, stored.at(toBaseUrl)));
        return moved.size();
    }

    @Override
    public synchronized VideoTask adopt(Submission submission, String taskId) {
        Instant now = clock.instant();
        StoredTask present = store.byTaskId(submission.channel(), taskId);
        if (present != null) {
            return present.task();
        }
        StoredTask known = store.byKey(submission.channel(), submission.key());
        if (known != null && !known.task().state().canBecome(TaskState.SUBMITTING)) {
            throw new IllegalStateException(
                    "The task '" + taskId + "' cannot be adopted: its key belongs to " + known.task());
        }
        return put(known, submission, submission.adopted(taskId, now), null, now, now);
    }

    @Override
    public synchronized List<VideoTask> sweep(Duration submitTimeout) {
        Instant now = clock.instant();
        List<VideoTask> swept = new ArrayList<>();
        for (String channel : List.copyOf(store.channels())) {
            overdue(channel, now.minus(submitTimeout))
                    .forEach(stored -> swept.add(
                            rewrite(stored, stored.task().swept(submitTimeout), stored.attemptToken(), now, now)));
        }
        return swept;
    }

    private List<StoredTask> overdue(String channel, Instant latest) {
        return store.inState(channel, TaskState.SUBMITTING).stream()
                .takeWhile(stored -> stored.task().submittedAt().isBefore(latest))
                .toList();
    }

    @Override
    public synchronized int purge(Duration retention, int limit) {
        List<StoredTask> purged = store.outdated(clock.instant(), retention, limit);
        purged.forEach(store::remove);
        return purged.size();
    }

    /** Writes what a submission makes of the record of its key, or adds it, and returns it. */
    private VideoTask put(
            @Nullable StoredTask before,
            Submission submission,
            VideoTask task,
            @Nullable String attemptToken,
            Instant due,
            Instant now) {
        if (before == null) {
            store.add(
                    StoredTask.of(UUID.randomUUID().toString(), task, attemptToken, due, submission.retention(), now));
        } else {
            store.replace(before, before.with(submission, task, attemptToken, now));
        }
        return task;
    }

    /** Writes a record in a form that nobody holds, and returns it. */
    private VideoTask rewrite(
            StoredTask before, VideoTask task, @Nullable String attemptToken, Instant due, Instant now) {
        store.replace(before, before.with(task, attemptToken, due, now));
        return task;
    }
}
