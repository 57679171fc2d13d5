package io.geminiomni.camel.task;

import io.geminiomni.camel.net.BaseUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records of the in-memory repository, sorted for each operation, so that an operation reads only the records that it
 * returns; the count of undelivered videos reads the completed ones of a channel. It has no rules and no locks.
 */
final class MemoryStore {
    static final Comparator<TaskRecord> BY_DUE_TIME =
            Comparator.comparing(TaskRecord::dueAt).thenComparing(TaskRecord::id);
    private static final Comparator<TaskRecord> BY_SUBMISSION = Comparator.comparing(
                    (TaskRecord record) -> record.task().submittedAt())
            .thenComparing(TaskRecord::id);
    private static final Comparator<TaskRecord> BY_FINISH =
            Comparator.comparing(TaskRecord::at).thenComparing(TaskRecord::id);

    /** The retention of records whose submission has none. */
    private static final Duration DEFAULT = Duration.ofSeconds(Long.MIN_VALUE);

    /** Tasks that are claimed together. To emit, the base URL and the account are empty. */
    private record Lane(String channel, Claim.Purpose purpose, String baseUrl, String account) {
        static Optional<Lane> of(TaskRecord record) {
            VideoTask task = record.task();
            return Optional.ofNullable(record.purpose())
                    .map(purpose -> purpose == Claim.Purpose.EMIT
                            ? new Lane(task.channel(), purpose, "", "")
                            : new Lane(task.channel(), purpose, BaseUrl.normalized(task.baseUrl()), task.account()));
        }

        boolean isOf(Claim claim) {
            ClaimedAccounts accounts = claim.accounts();
            return channel.equals(claim.channel())
                    && purpose == claim.purpose()
                    && (claim.baseUrl() == null || baseUrl.equals(claim.baseUrl()))
                    && (accounts == null || accounts.own() == accounts.account().equals(account));
        }
    }

    private record InState(String channel, TaskState state) {}

    private final Comparator<TaskRecord> byDueTime;
    /** By their ids: only those that are leased, as most wait. */
    private final Map<String, TaskRecord> leased = new HashMap<>();

    private final Map<String, Map<String, TaskRecord>> byKey = new HashMap<>();
    private final Map<String, Map<String, TaskRecord>> byTaskId = new HashMap<>();
    private final Map<Lane, NavigableSet<TaskRecord>> lanes = new HashMap<>();
    private final Map<InState, NavigableSet<TaskRecord>> byState = new HashMap<>();
    private final Map<Duration, NavigableSet<TaskRecord>> finishedByRetention = new TreeMap<>();

    MemoryStore(Comparator<TaskRecord> byDueTime) {
        this.byDueTime = byDueTime;
    }

    /** The record with this id, if it is leased. */
    @Nullable TaskRecord leased(String id) {
        return leased.get(id);
    }

    @Nullable TaskRecord byKey(String channel, String key) {
        return byKey.getOrDefault(channel, Map.of()).get(key);
    }

    @Nullable TaskRecord byTaskId(String channel, String taskId) {
        return byTaskId.getOrDefault(channel, Map.of()).get(taskId);
    }

    /** The tasks that the claim leases, the longest due first. */
    List<TaskRecord> due(Claim claim, Instant now) {
        ClaimedAccounts accounts = claim.accounts();
        Instant latest = accounts == null ? now : now.minus(accounts.dueFor());
        List<TaskRecord> due = new ArrayList<>();
        lanes.forEach((lane, tasks) -> {
            if (lane.isOf(claim)) {
                tasks.stream()
                        .takeWhile(record -> !record.dueAt().isAfter(latest))
                        .filter(record -> accounts == null
                                || !accounts.except().contains(record.task().key()))
                        .limit(claim.limit())
                        .forEach(due::add);
            }
        });
        due.sort(byDueTime);
        return due.subList(0, Math.min(due.size(), claim.limit()));
    }

    /** The channel's WAITING tasks that became due before that time, by base URL and account. */
    List<Unpolled> unpolled(String channel, Instant before) {
        List<Unpolled> unpolled = new ArrayList<>();
        lanes.forEach((lane, tasks) -> {
            List<Instant> submitted = lane.channel().equals(channel) && lane.purpose() == Claim.Purpose.POLL
                    ? tasks.stream()
                            .takeWhile(record -> record.dueAt().isBefore(before))
                            .map(record -> record.task().submittedAt())
                            .sorted()
                            .toList()
                    : List.of();
            if (!submitted.isEmpty()) {
                unpolled.add(new Unpolled(lane.baseUrl(), lane.account(), submitted.size(), submitted.get(0)));
            }
        });
        return unpolled;
    }

    /** The channels that have records, in alphabetical order. */
    List<String> channels() {
        return byState.keySet().stream()
                .map(InState::channel)
                .distinct()
                .sorted()
                .toList();
    }

    /** The channel's records in a state, the earliest submitted first. */
    NavigableSet<TaskRecord> inState(String channel, TaskState state) {
        return byState.getOrDefault(new InState(channel, state), Collections.emptyNavigableSet());
    }

    /** The records of a list in a state, the latest submitted first. */
    Stream<TaskRecord> latestInState(TaskQuery query, TaskState state) {
        TaskCursor after = query.after();
        String prefix = query.prefix();
        return inState(query.channel(), state).descendingSet().stream()
                .filter(record -> after == null || TaskCursor.LATEST_FIRST.compare(TaskCursor.of(record), after) > 0)
                .filter(record -> prefix == null || hasPrefix(record.task(), prefix));
    }

    private static boolean hasPrefix(VideoTask task, String prefix) {
        String taskId = task.taskId();
        return task.key().startsWith(prefix) || (taskId != null && taskId.startsWith(prefix));
    }

    /**
     * The records that were finished before their retention ended; of those with the same retention, the longest finished first.
     *
     * @param defaultRetention of records whose submission has none
     */
    List<TaskRecord> outdated(Instant now, Duration defaultRetention, int limit) {
        List<TaskRecord> outdated = new ArrayList<>();
        finishedByRetention.forEach((retention, records) -> {
            Instant latest = now.minus(retention.equals(DEFAULT) ? defaultRetention : retention);
            records.stream()
                    .takeWhile(record -> record.at().isBefore(latest))
                    .limit(limit - outdated.size())
                    .forEach(outdated::add);
        });
        return outdated;
    }

    /** Adds a record, or replaces the one with its key. */
    void put(TaskRecord record) {
        TaskRecord before = byKey(record.task().channel(), record.task().key());
        if (before != null) {
            remove(before);
        }
        VideoTask task = record.task();
        if (record.leaseToken() != null) {
            leased.put(record.id(), record);
        }
        ofChannel(byKey, task).put(task.key(), record);
        if (task.taskId() != null) {
            ofChannel(byTaskId, task).put(task.taskId(), record);
        }
        Lane.of(record).ifPresent(lane -> add(lanes, lane, byDueTime, record));
        add(byState, new InState(task.channel(), task.state()), BY_SUBMISSION, record);
        if (task.state().isFinished()) {
            add(finishedByRetention, retention(record), BY_FINISH, record);
        }
    }

    void remove(TaskRecord record) {
        VideoTask task = record.task();
        leased.remove(record.id());
        ofChannel(byKey, task).remove(task.key());
        if (task.taskId() != null) {
            ofChannel(byTaskId, task).remove(task.taskId(), record);
        }
        Lane.of(record).ifPresent(lane -> remove(lanes, lane, record));
        remove(byState, new InState(task.channel(), task.state()), record);
        remove(finishedByRetention, retention(record), record);
    }

    private static Map<String, TaskRecord> ofChannel(Map<String, Map<String, TaskRecord>> records, VideoTask task) {
        return records.computeIfAbsent(task.channel(), any -> new HashMap<>());
    }

    private static Duration retention(TaskRecord record) {
        return Objects.requireNonNullElse(record.retention(), DEFAULT);
    }

    private static <K> void add(
            Map<K, NavigableSet<TaskRecord>> sets, K name, Comparator<TaskRecord> order, TaskRecord record) {
        sets.computeIfAbsent(name, any -> new TreeSet<>(order)).add(record);
    }

    private static <K> void remove(Map<K, NavigableSet<TaskRecord>> sets, K name, TaskRecord record) {
        sets.computeIfPresent(name, (any, records) -> {
            records.remove(record);
            return records.isEmpty() ? null : records;
        });
    }
}
