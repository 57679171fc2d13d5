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
    static final Comparator<StoredTask> BY_DUE_TIME =
            Comparator.comparing(StoredTask::dueAt).thenComparing(StoredTask::id);
    private static final Comparator<StoredTask> BY_SUBMISSION = Comparator.comparing(
                    (StoredTask stored) -> stored.task().submittedAt())
            .thenComparing(StoredTask::id);
    private static final Comparator<StoredTask> BY_FINISH =
            Comparator.comparing(StoredTask::since).thenComparing(StoredTask::id);

    private static final Duration UNSAID = Duration.ofSeconds(Long.MIN_VALUE);

    private record Name(String channel, String name) {}

    /** @param baseUrl in its one spelling; none, as of the account, where tasks are to be emitted */
    private record Lane(
            String channel, Claim.Purpose purpose, @Nullable String baseUrl) {}

    private final Comparator<StoredTask> byDueTime;
    private final Map<String, StoredTask> byId = new HashMap<>();
    private final Map<Name, StoredTask> byKey = new HashMap<>();
    private final Map<Name, StoredTask> byTaskId = new HashMap<>();
    private final Map<Lane, Map<String, NavigableSet<StoredTask>>> lanes = new HashMap<>();
    private final Map<String, Map<TaskState, NavigableSet<StoredTask>>> byState = new HashMap<>();
    /** By how long they are kept; in UNSAID those that do not say it. */
    private final NavigableMap<Duration, NavigableSet<StoredTask>> finished = new TreeMap<>();

    MemoryStore(Comparator<StoredTask> byDueTime) {
        this.byDueTime = byDueTime;
    }

    @Nullable StoredTask byId(String id) {
        return byId.get(id);
    }

    @Nullable StoredTask byKey(String channel, String key) {
        return byKey.get(new Name(channel, key));
    }

    @Nullable StoredTask byTaskId(String channel, String taskId) {
        return byTaskId.get(new Name(channel, taskId));
    }

    /** The tasks that the claim may have, the longest due first. */
    List<StoredTask> due(Claim claim, Instant now) {
        Whose whose = claim.whose();
        Instant latest = whose == null ? now : now.minus(whose.dueFor());
        List<StoredTask> due = new ArrayList<>();
        lanes.getOrDefault(new Lane(claim.channel(), claim.purpose(), claim.baseUrl()), Map.of())
                .forEach((account, tasks) -> {
                    if (whose == null || whose.own() == whose.account().equals(account)) {
                        addDue(due, tasks, claim, latest);
                    }
                });
        due.sort(byDueTime);
        return due.subList(0, Math.min(due.size(), claim.limit()));
    }

    private static void addDue(List<StoredTask> due, NavigableSet<StoredTask> tasks, Claim claim, Instant latest) {
        Whose whose = claim.whose();
        int found = 0;
        for (StoredTask stored : tasks) {
            if (found == claim.limit() || stored.dueAt().isAfter(latest)) {
                break;
            }
            if (whose == null || !whose.except().contains(stored.task().key())) {
                due.add(stored);
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
                            .takeWhile(stored -> stored.dueAt().isBefore(before))
                            .map(stored -> stored.task().submittedAt())
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
    NavigableSet<StoredTask> inState(String channel, TaskState state) {
        return byState.getOrDefault(channel, Map.of()).getOrDefault(state, Collections.emptyNavigableSet());
    }

    /**
     * The records that have been finished for longer than they are kept; of those that are kept for the same time, the longest
     * finished first.
     *
     * @param unsaid how long those are kept that do not say it
     */
    List<StoredTask> outdated(Instant now, Duration unsaid, int limit) {
        List<StoredTask> outdated = new ArrayList<>();
        finished.forEach((kept, records) -> {
            Instant latest = now.minus(kept.equals(UNSAID) ? unsaid : kept);
            records.stream()
                    .takeWhile(stored -> stored.since().isBefore(latest))
                    .limit(limit - outdated.size())
                    .forEach(outdated::add);
        });
        return outdated;
    }

    private static Duration kept(StoredTask stored) {
        Duration retention = stored.retention();
        return retention == null ? UNSAID : retention;
    }

    void add(StoredTask stored) {
        VideoTask task = stored.task();
        byId.put(stored.id(), stored);
        byKey.put(new Name(task.channel(), task.key()), stored);
        if (task.taskId() != null) {
            byTaskId.put(new Name(task.channel(), task.taskId()), stored);
        }
        Lane lane = lane(stored);
        if (lane != null) {
            lanes.computeIfAbsent(lane, any -> new HashMap<>())
                    .computeIfAbsent(account(lane, task), any -> new TreeSet<>(byDueTime))
                    .add(stored);
        }
        byState.computeIfAbsent(task.channel(), any -> new EnumMap<>(TaskState.class))
                .computeIfAbsent(task.state(), any -> new TreeSet<>(BY_SUBMISSION))
                .add(stored);
        if (task.state().isFinished()) {
            finished.computeIfAbsent(kept(stored), any -> new TreeSet<>(BY_FINISH))
                    .add(stored);
        }
    }

    void remove(StoredTask stored) {
        VideoTask task = stored.task();
        byId.remove(stored.id());
        byKey.remove(new Name(task.channel(), task.key()));
        if (task.taskId() != null) {
            byTaskId.remove(new Name(task.channel(), task.taskId()), stored);
        }
        Lane lane = lane(stored);
        if (lane != null) {
            Map<String, NavigableSet<StoredTask>> accounts = lanes.getOrDefault(lane, Map.of());
            removeFrom(accounts, account(lane, task), stored);
            if (accounts.isEmpty()) {
                lanes.remove(lane);
            }
        }
        Map<TaskState, NavigableSet<StoredTask>> states = byState.getOrDefault(task.channel(), Map.of());
        removeFrom(states, task.state(), stored);
        if (states.isEmpty()) {
            byState.remove(task.channel());
        }
        removeFrom(finished, kept(stored), stored);
    }

    void replace(StoredTask before, StoredTask after) {
        remove(before);
        add(after);
    }

    private static @Nullable Lane lane(StoredTask stored) {
        Claim.Purpose purpose = stored.purpose();
        if (purpose == null) {
            return null;
        }
        VideoTask task = stored.task();
        return new Lane(
                task.channel(), purpose, purpose == Claim.Purpose.ASK ? BaseUrl.normalized(task.baseUrl()) : null);
    }

    private static String account(Lane lane, VideoTask task) {
        return lane.purpose() == Claim.Purpose.ASK ? task.account() : "";
    }

    private static <K> void removeFrom(Map<K, NavigableSet<StoredTask>> sets, K name, StoredTask stored) {
        NavigableSet<StoredTask> set = sets.get(name);
        if (set != null) {
            set.remove(stored);
            if (set.isEmpty()) {
                sets.remove(name);
            }
        }
    }
}
