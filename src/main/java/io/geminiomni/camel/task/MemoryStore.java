package io.geminiomni.camel.task;

import io.geminiomni.camel.net.BaseUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The records of the in-memory repository under every order in which they are looked for, so that no question looks at more
 * records than it answers with; one after the failing videos of a channel looks at those that are ready. Holds no rule
 * and no lock.
 */
final class MemoryStore {
    static final Comparator<TaskRecord> BY_DUE_TIME =
            Comparator.comparing(TaskRecord::dueAt).thenComparing(TaskRecord::id);
    private static final Comparator<TaskRecord> BY_SUBMISSION = Comparator.comparing(
                    (TaskRecord record) -> record.task().submittedAt())
            .thenComparing(TaskRecord::id);
    private static final Comparator<TaskRecord> BY_FINISH =
            Comparator.comparing(TaskRecord::at).thenComparing(TaskRecord::id);

    private static final Duration UNSAID = Duration.ofSeconds(Long.MIN_VALUE);

    private record Name(String channel, String name) {}

    /** @param baseUrl in its one spelling; none, as of the account, where tasks are to be emitted */
    private record Lane(
            String channel, Claim.Purpose purpose, @Nullable String baseUrl) {}

    private final Comparator<TaskRecord> byDueTime;
    private final Map<String, TaskRecord> byId = new HashMap<>();
    private final Map<Name, TaskRecord> byKey = new HashMap<>();
    private final Map<Name, TaskRecord> byTaskId = new HashMap<>();
    private final Map<Lane, Map<String, NavigableSet<TaskRecord>>> lanes = new HashMap<>();
    private final Map<String, Map<TaskState, NavigableSet<TaskRecord>>> byState = new HashMap<>();
    /** By how long they are kept; in UNSAID those that do not say it. */
    private final NavigableMap<Duration, NavigableSet<TaskRecord>> finished = new TreeMap<>();

    MemoryStore(Comparator<TaskRecord> byDueTime) {
        this.byDueTime = byDueTime;
    }

    @Nullable TaskRecord byId(String id) {
        return byId.get(id);
    }

    @Nullable TaskRecord byKey(String channel, String key) {
        return byKey.get(new Name(channel, key));
    }

    @Nullable TaskRecord byTaskId(String channel, String taskId) {
        return byTaskId.get(new Name(channel, taskId));
    }

    /** The tasks that the claim may have, the longest due first. */
    List<TaskRecord> due(Claim claim, Instant now) {
        Whose whose = claim.whose();
        Instant latest = whose == null ? now : now.minus(whose.dueFor());
        List<TaskRecord> due = new ArrayList<>();
        lanes.getOrDefault(new Lane(claim.channel(), claim.purpose(), claim.baseUrl()), Map.of())
                .forEach((account, tasks) -> {
                    if (whose == null || whose.own() == whose.account().equals(account)) {
                        addDue(due, tasks, claim, latest);
                    }
                });
        due.sort(byDueTime);
        return due.subList(0, Math.min(due.size(), claim.limit()));
    }

    private static void addDue(List<TaskRecord> due, NavigableSet<TaskRecord> tasks, Claim claim, Instant latest) {
        Whose whose = claim.whose();
        int found = 0;
        for (TaskRecord record : tasks) {
            if (found == claim.limit() || record.dueAt().isAfter(latest)) {
                break;
            }
            if (whose == null || !whose.except().contains(record.task().key())) {
                due.add(record);
                found++;
            }
        }
    }

    /** The channel's WAITING tasks that became due before that time, by where and with which account they were made. */
    List<Unasked> unasked(String channel, Instant before) {
        List<Unasked> unasked = new ArrayList<>();
        lanes.forEach((lane, accounts) -> {
            if (lane.channel().equals(channel) && lane.baseUrl() != null) {
                accounts.forEach((account, tasks) -> {
                    List<Instant> submitted = tasks.stream()
                            .takeWhile(record -> record.dueAt().isBefore(before))
                            .map(record -> record.task().submittedAt())
                            .sorted()
                            .toList();
                    if (!submitted.isEmpty()) {
                        unasked.add(new Unasked(lane.baseUrl(), account, submitted.size(), submitted.get(0)));
                    }
                });
            }
        });
        return unasked;
    }

    Collection<String> channels() {
        return byState.keySet();
    }

    /** The channel's records in a state, the earliest submitted first. */
    NavigableSet<TaskRecord> inState(String channel, TaskState state) {
        return byState.getOrDefault(channel, Map.of()).getOrDefault(state, Collections.emptyNavigableSet());
    }

    /**
     * The records that have been finished for longer than they are kept; of those that are kept for the same time, the longest
     * finished first.
     *
     * @param unsaid how long those are kept that do not say it
     */
    List<TaskRecord> outdated(Instant now, Duration unsaid, int limit) {
        List<TaskRecord> outdated = new ArrayList<>();
        finished.forEach((kept, records) -> {
            Instant latest = now.minus(kept.equals(UNSAID) ? unsaid : kept);
            records.stream()
                    .takeWhile(record -> record.at().isBefore(latest))
                    .limit(limit - outdated.size())
                    .forEach(outdated::add);
        });
        return outdated;
    }

    private static Duration kept(TaskRecord record) {
        Duration retention = record.retention();
        return retention == null ? UNSAID : retention;
    }

    private void add(TaskRecord record) {
        VideoTask task = record.task();
        byId.put(record.id(), record);
        byKey.put(new Name(task.channel(), task.key()), record);
        if (task.taskId() != null) {
            byTaskId.put(new Name(task.channel(), task.taskId()), record);
        }
        Lane lane = lane(record);
        if (lane != null) {
            lanes.computeIfAbsent(lane, any -> new HashMap<>())
                    .computeIfAbsent(account(lane, task), any -> new TreeSet<>(byDueTime))
                    .add(record);
        }
        byState.computeIfAbsent(task.channel(), any -> new EnumMap<>(TaskState.class))
                .computeIfAbsent(task.state(), any -> new TreeSet<>(BY_SUBMISSION))
                .add(record);
        if (task.state().isFinished()) {
            finished.computeIfAbsent(kept(record), any -> new TreeSet<>(BY_FINISH))
                    .add(record);
        }
    }

    void remove(TaskRecord record) {
        VideoTask task = record.task();
        byId.remove(record.id());
        byKey.remove(new Name(task.channel(), task.key()));
        if (task.taskId() != null) {
            byTaskId.remove(new Name(task.channel(), task.taskId()), record);
        }
        Lane lane = lane(record);
        if (lane != null) {
            Map<String, NavigableSet<TaskRecord>> accounts = lanes.getOrDefault(lane, Map.of());
            removeFrom(accounts, account(lane, task), record);
            if (accounts.isEmpty()) {
                lanes.remove(lane);
            }
        }
        Map<TaskState, NavigableSet<TaskRecord>> states = byState.getOrDefault(task.channel(), Map.of());
        removeFrom(states, task.state(), record);
        if (states.isEmpty()) {
            byState.remove(task.channel());
        }
        removeFrom(finished, kept(record), record);
    }

    /** Adds a record, in the place of the present one with its id. */
    void put(TaskRecord record) {
        TaskRecord before = byId.get(record.id());
        if (before != null) {
            remove(before);
        }
        add(record);
    }

    private static @Nullable Lane lane(TaskRecord record) {
        Claim.Purpose purpose = record.purpose();
        if (purpose == null) {
            return null;
        }
        VideoTask task = record.task();
        return new Lane(
                task.channel(), purpose, purpose == Claim.Purpose.ASK ? BaseUrl.normalized(task.baseUrl()) : null);
    }

    private static String account(Lane lane, VideoTask task) {
        return lane.purpose() == Claim.Purpose.ASK ? task.account() : "";
    }

    private static <K> void removeFrom(Map<K, NavigableSet<TaskRecord>> sets, K name, TaskRecord record) {
        NavigableSet<TaskRecord> set = sets.get(name);
        if (set != null) {
            set.remove(record);
            if (set.isEmpty()) {
                sets.remove(name);
            }
        }
    }
}
